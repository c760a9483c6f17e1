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
  const rows: Record<string, string[]> = {};
  for (const path in answers) {
    const steps = path.split('/');
    const said = answers[path];
    if (steps.length < 3 || steps.at(-1) === DELETED || !(said?.answer || valueOf(said) !== null)) continue;
    for (let end = 2; end < steps.length; end += 2) {
      const list = steps.slice(0, end - 1).join('/');
      const key = steps[end - 1]!;
      const gone = 'saw' in (answers[`${list}/${key}/${DELETED}`] ?? {});
      if (!gone && !rows[list]?.includes(key)) (rows[list] ??= []).push(key);
    }
  }
  for (const list in rows) {
    const place = (key: string): number => Number(valueOf(answers[`${list}/${key}/${ORDER}`]) ?? Infinity);
    rows[list]?.sort((one, other) => place(one) - place(other) || (one < other ? -1 : 1));
  }
  return rows;
}

/** The keys of one list; null while nobody said whether there are any. */
export const listIn = (rows: Rows, answers: Answers, path: string): readonly string[] | null =>
  rows[path] ?? (valueOf(answers[path]) === 'none' ? [] : null);

/** The repeats a question lies in (a repeat lies in itself), the outermost first. */
export function listsAround(form: Form | undefined, name: string): string[] {
  const around: string[] = [];
  const repeats: Partial<Form['repeats']> = form?.repeats ?? {};
  let inside = repeats[name] ? name : form?.questions[name]?.repeat;
  while (inside && repeats[inside] && !around.includes(inside)) {
    around.unshift(inside);
    inside = repeats[inside]?.within;
  }
  return around;
}

/** The path of a row by its lists and keys, the outermost first. */
export function rowSteps(row: string): [string, string][] {
  const steps = row ? row.split('/') : [];
  return steps.flatMap((list, at) => (at % 2 ? [] : [[list, steps[at + 1] ?? ''] as [string, string]]));
}

/** The paths of all rows of these lists, null where one list is not known. */
export function rowsUnder(
  start: string,
  [list, ...inner]: string[],
  at: { list: (path: string) => readonly string[] | null },
): string[] | null {
  if (list === undefined) return [start];
  const path = start ? `${start}/${list}` : list;
  const rows = at.list(path)?.map((key) => rowsUnder(`${path}/${key}`, inner, at));
  return !rows || rows.includes(null) ? null : (rows as string[][]).flat();
}
