/** The written order of the slices, checked: each may import only what stands below it. */
const ORDER = [
  ['main', 'shell'],
  ['agreed', 'review', 'profiles', 'insight'],
  ['basemaps'],
  ['features'],
  ['spoken'],
  ['settlements', 'questionnaire'],
  ['map'],
  ['sync'],
  ['people'],
  ['kit'],
];

const at = (slices) => `^src/(${slices.join('|')})[/.]`;

const upward = ORDER.slice(1).map((slices, place) => ({
  name: `${slices.join('-')}-imports-downward`,
  comment: `${slices.join(', ')} may not import what stands above`,
  severity: 'error',
  from: { path: at(slices) },
  to: { path: at(ORDER.slice(0, place + 1).flat()) },
}));

module.exports = {
  forbidden: [
    ...upward,
    {
      name: 'no-circles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'rules-are-pure',
      comment: 'rules know no store, no server, no clock',
      severity: 'error',
      from: { path: '/rules\\.ts$' },
      to: { path: '^src/(kit/(local-db|http|clock|changes)|.*/store)\\.ts$', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'only-some-ask-the-server',
      comment: 'only sync, people, agreed and what brings lists, forms, sounds and maps ask the server',
      severity: 'error',
      from: {
        path: '^src/',
        pathNot:
          '^src/(sync|people|agreed|kit)/|^src/settlements/import|^src/questionnaire/publishing|^src/spoken/server|^src/features/choosing|^src/basemaps/server|^src/map/online-tiles',
      },
      to: { path: '^src/kit/http\\.ts$' },
    },
    {
      name: 'only-stores-touch-the-local-store',
      comment: 'pages read and write through a store.ts or the outbox',
      severity: 'error',
      from: { path: '^src/', pathNot: '(store|practice)\\.ts$|^src/(sync|kit)/|\\.test\\.ts$' },
      to: { path: '^src/kit/local-db\\.ts$', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-lost-files',
      severity: 'error',
      from: {
        orphan: true,
        pathNot: '\\.(d\\.ts|json|css)$|^src/(main\\.ts|worker/|api/)|/Page[^/]+\\.svelte$|\\.test\\.ts$',
      },
      to: {},
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    exclude: { path: 'virtual:|icon:' },
  },
};
