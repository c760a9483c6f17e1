/** Every address of the app and the page that stands there; each page is its own chunk, fetched when first opened. */
import type { Component } from 'svelte';
import { keepsRecords, leads, type Role } from '../people/rules';

export interface Route {
  path: string;
  /** Slice and name of the page: `profiles/PageQuestion` is `src/profiles/PageQuestion.svelte`. */
  page: string;
  /** The word of the tab bar this page belongs to; without one the page has no tab bar. */
  tab?: 'home' | 'map' | 'profile' | 'more' | 'review' | 'city' | 'agreements' | 'files';
  /** Pages for someone who has not joined. */
  open?: true;
  /** Whose page this is; open pages are everybody's. */
  of?: Readers;
}

/** Groups of roles that share pages. */
const READERS = {
  leaders: leads,
  reviewers: (role: Role) => leads(role) || role === 'verifier',
  agreed: (role: Role) => leads(role) || !keepsRecords(role),
  offices: (role: Role) => !keepsRecords(role),
  members: keepsRecords,
};
export type Readers = keyof typeof READERS;

/** A `:name` in the path is given to the page as a prop. */
export const ROUTES: readonly Route[] = [
  { path: '/', page: 'shell/PageHome', tab: 'home', of: 'members' },
  { path: '/welcome', page: 'people/PageWelcome', open: true },
  { path: '/join/:code', page: 'people/PageJoin', open: true },
  { path: '/practice', page: 'shell/PagePractice', open: true },
  { path: '/more', page: 'shell/PageMore', tab: 'more', open: true },
  { path: '/outbox', page: 'shell/PageOutbox' },
  { path: '/handover', page: 'sync/PageHandOver' },
  { path: '/shut-out', page: 'sync/PageShutOut' },
  { path: '/parked', page: 'review/PageParked', tab: 'review', of: 'leaders' },
  { path: '/day', page: 'sync/PageDay', of: 'members' },
  { path: '/code', page: 'sync/PageCode', tab: 'more', of: 'leaders' },
  { path: '/rescue', page: 'sync/PageRescue', open: true },
  { path: '/map', page: 'profiles/PageMap', tab: 'map', of: 'members' },
  { path: '/settlements/new', page: 'settlements/PageNewSettlement', of: 'members' },
  { path: '/settlements/:id', page: 'profiles/PageSettlement', of: 'members' },
  { path: '/settlements/:id/map', page: 'features/PageSettlementMap', of: 'members' },
  { path: '/settlements/:id/map/:point', page: 'features/PagePoint', of: 'members' },
  { path: '/settlements/:id/map/:point/report', page: 'features/PageReport', of: 'members' },
  { path: '/settlements/:id/service', page: 'features/PageService', of: 'leaders' },
  { path: '/settlements/:id/place', page: 'settlements/PagePlace', of: 'leaders' },
  { path: '/profiles/:id', page: 'profiles/PageProfile', tab: 'profile', of: 'members' },
  { path: '/profiles/:id/ask/:question', page: 'profiles/PageQuestion', of: 'members' },
  { path: '/profiles/:id/group/:group/:question', page: 'profiles/PageGroup', of: 'members' },
  { path: '/profiles/:id/rows', page: 'profiles/PageLists', of: 'members' },
  { path: '/profiles/:id/rows/:repeat', page: 'profiles/PageRows', of: 'members' },
  { path: '/profiles/:id/rows/:repeat/:row', page: 'profiles/PageRow', of: 'members' },
  { path: '/profiles/:id/rows/:repeat/:row/:question', page: 'profiles/PageRowQuestion', of: 'members' },
  {
    path: '/profiles/:id/rows/:repeat/:row/group/:group/:question',
    page: 'profiles/PageGroup',
    of: 'members',
  },
  { path: '/profiles/:id/known/:section', page: 'profiles/PageKnown', of: 'members' },
  { path: '/profiles/:id/paths', page: 'profiles/PagePaths', of: 'members' },
  { path: '/profiles/:id/type/:section', page: 'profiles/PageTyping', of: 'members' },
  { path: '/profiles/:id/boundary', page: 'profiles/PageBoundary', of: 'members' },
  { path: '/profiles/:id/count', page: 'profiles/PageCount', of: 'members' },
  { path: '/profiles/:id/claims', page: 'profiles/PageClaims', of: 'members' },
  { path: '/profiles/:id/handin', page: 'profiles/PageHandIn', of: 'members' },
  { path: '/profiles/:id/readback', page: 'profiles/PageReadBack', of: 'members' },
  { path: '/profiles/:id/together', page: 'profiles/PageTogether', of: 'members' },
  { path: '/together/:payload', page: 'profiles/PageJoinTogether', of: 'members' },
  { path: '/review', page: 'review/PageReview', tab: 'review', of: 'reviewers' },
  { path: '/review/:id', page: 'review/PageReviewProfile', tab: 'review', of: 'reviewers' },
  { path: '/city', page: 'review/PageCity', tab: 'city', of: 'leaders' },
  { path: '/people', page: 'people/PagePeople', tab: 'city', of: 'leaders' },
  { path: '/teams', page: 'settlements/PageTeams', tab: 'city', of: 'leaders' },
  { path: '/import', page: 'settlements/PageImport', tab: 'city', of: 'leaders' },
  { path: '/layers', page: 'features/PageLayers', tab: 'city', of: 'leaders' },
  { path: '/forms', page: 'questionnaire/PageForms', tab: 'city', of: 'leaders' },
  { path: '/maps', page: 'basemaps/PageMaps', of: 'members' },
  { path: '/sound', page: 'spoken/PageSound', of: 'members' },
  { path: '/print', page: 'questionnaire/PagePrint', of: 'members' },
  { path: '/agreements', page: 'agreed/PageAgreements', tab: 'agreements', of: 'agreed' },
  { path: '/agreements/new', page: 'agreed/PageNewAgreement', of: 'leaders' },
  { path: '/agreements/:id', page: 'agreed/PageAgreement', tab: 'agreements', of: 'agreed' },
  { path: '/agreements/:id/release', page: 'agreed/PageNewRelease', of: 'leaders' },
  { path: '/agreements/:id/releases/:number', page: 'agreed/PageRelease', tab: 'agreements', of: 'agreed' },
  { path: '/shared', page: 'agreed/PageShared', tab: 'map', of: 'offices' },
  { path: '/files', page: 'agreed/PageFiles', tab: 'files', of: 'offices' },
];

/** Whether a page is for this role; the server decides by itself what it gives. */
export const mayOpen = ({ of }: Route, role: Role): boolean => !of || READERS[of](role);

type Page = Component<Record<string, string>>;
const PAGES = import.meta.glob<{ default: Page }>('/src/*/Page*.svelte');

export interface Found {
  route: Route;
  params: Record<string, string>;
}

function match(path: string, parts: string[]): Record<string, string> | null {
  const wanted = path.split('/').slice(1);
  if (wanted.length !== parts.length) return null;
  const params: Record<string, string> = {};
  for (const [place, want] of wanted.entries()) {
    const part = parts[place] ?? '';
    if (want.startsWith(':') && part) params[want.slice(1)] = decodeURIComponent(part);
    else if (want !== part) return null;
  }
  return params;
}

/** Find the page for an address as `#/profiles/ID?from=handin`; a fixed word wins over a `:name`. */
export function find(hash: string): Found | null {
  const [path = '', more] = hash.replace(/^#\/?/, '').split('?');
  for (const route of ROUTES) {
    const params = match(route.path, path.split('/'));
    if (params) return { route, params: { ...Object.fromEntries(new URLSearchParams(more)), ...params } };
  }
  return null;
}

const loaded = new Map<string, Page>();

/** Whether a page's chunk was fetched already. */
export const isHere = ({ page }: Route): boolean => loaded.has(page);

/** Fetch a page's chunk, once. */
export async function load({ page }: Route): Promise<Page> {
  const known = loaded.get(page);
  if (known) return known;
  const fetchPage = PAGES[`/src/${page}.svelte`];
  if (!fetchPage) throw new Error(`${page} is not part of this version`);
  const { default: fetched } = await fetchPage();
  loaded.set(page, fetched);
  return fetched;
}
