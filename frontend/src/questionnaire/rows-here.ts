/** Which rows of a repeat stand, told by the paths of the answers alone: `repeat/key/question`, and lists inside rows further on.
 * A list nobody spoke of is not known; a list somebody answered "none" has no rows. The twin of app/questionnaire/rows.py. */
import type { Answers, Form } from './form';
import { valueOf } from './expressions';

/** By path of a list (`disaster`, or `leader/<key>/child`) the keys of its rows, in their order. */
export type Rows = Readonly<Record<string, readonly string[] | undefined>>;

const ORDER = '_order';
const DELETED = '_deleted';
const known = new WeakMap<Answers, Rows>();

/** Find all rows that say something and were not taken off; looked for once in the same answers. */
export function rowsIn(answers: Answers): Rows {
  let rows = known.get(answers);
  if (!rows) known.set(answers, (rows = findRows(answers)));
  return rows;
}

/** The same, looked for anew. */
export function findRows(answers: Answers): Rows {
  const found: Record<string, Set<string>> = {};
  for (const path in answers) {
    const steps = path.split('/');
    const said = answers[path];
    if (steps.length < 3 || steps.at(-1) === DELETED || !(said?.answer || valueOf(said) !== null)) continue;
    for (let end = 2; end < steps.length; end += 2) {
      const list = end === 2 ? steps[0]! : steps.slice(0, end - 1).join('/');
      (found[list] ??= new Set()).add(steps[end - 1]!);
    }
  }
  return Object.fromEntries(Object.entries(found).map(([list, keys]) => [list, inOrder(answers, list, [...keys])]));
}

function inOrder(answers: Answers, list: string, keys: string[]): string[] {
  const place = (key: string): number => Number(valueOf(answers[`${list}/${key}/${ORDER}`]) ?? Infinity);
  return keys
    .filter((key) => !('saw' in (answers[`${list}/${key}/${DELETED}`] ?? {})))
    .map((key) => ({ key, at: place(key) }))
    .sort((one, other) => one.at - other.at || (one.key < other.key ? -1 : 1))
    .map(({ key }) => key);
}

/** The keys of one list; null while nobody said whether there are any. */
export const listIn = (rows: Rows, answers: Answers, path: string): readonly string[] | null =>
  rows[path]?.length ? rows[path] : valueOf(answers[path]) === 'none' ? [] : null;

const around = new WeakMap<Form, Map<string, string[]>>();

/** The repeats a question lies in (a repeat lies in itself), the outermost first; looked for once in the same form. */
export function listsAround(form: Form | undefined, name: string): readonly string[] {
  if (!form) return [];
  let here = around.get(form);
  if (!here) around.set(form, (here = new Map()));
  let lists = here.get(name);
  if (!lists) here.set(name, (lists = findLists(form, name)));
  return lists;
}

function findLists({ repeats, questions }: Form, name: string): string[] {
  const lists: string[] = [];
  let inside = name in repeats ? name : questions[name]?.repeat;
  while (inside && inside in repeats && !lists.includes(inside)) {
    lists.unshift(inside);
    inside = repeats[inside]?.within;
  }
  return lists;
}

/** The path of a row by its lists and keys, the outermost first. */
export function rowSteps(row: string): [string, string][] {
  const steps = row ? row.split('/') : [];
  return steps.flatMap((list, at) => (at % 2 ? [] : [[list, steps[at + 1] ?? ''] as [string, string]]));
}

/** The paths of all rows of these lists, null where one list is not known. */
export function rowsUnder(
  start: string,
  [list, ...inner]: readonly string[],
  at: { list: (path: string) => readonly string[] | null },
): string[] | null {
  if (list === undefined) return [start];
  const path = start ? `${start}/${list}` : list;
  const rows = at.list(path)?.map((key) => rowsUnder(`${path}/${key}`, inner, at));
  return !rows || rows.includes(null) ? null : (rows as string[][]).flat();
}

/** Where a question is answered: the row and the path, in each row of its repeat. */
export function cellsIn(form: Form, name: string, rows: Rows): [row: string, path: string][] {
  const under = rowsUnder('', listsAround(form, name), { list: (path) => rows[path] ?? [] }) ?? [];
  return under.map((row) => [row, row ? `${row}/${name}` : name]);
}
