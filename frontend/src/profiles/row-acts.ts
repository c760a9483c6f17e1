/** What adding, moving, taking off and putting in order write down, row by row. Pure: each gives the answers to say at once. */
import type { Answer as Told } from '../kit/wire';
import type { Answer, Answers, Form } from '../questionnaire/form';
import { contested, type RecordState } from '../sync/rules';
import { rowsIn } from '../questionnaire/rows-here';
import { inRow } from './repeats';
import type { Ranking } from './row-rules';

/** Answers to say together, by path; null blanks one. */
export type Saying = Record<string, Told | null>;
/** What stands in a record: by path the answers, each with the edit that gave it. */
export type Standing = Record<string, readonly { edit_id: string; answer: Told }[]>;

const ORDER = '_order';
const DELETED = '_deleted';
const at = (repeat: string, key: string, name: string): string => `${repeat}/${key}/${name}`;
const within = (repeat: string, key: string) => (path: string) =>
  path.startsWith(`${repeat}/${key}/`) && !path.endsWith(DELETED);

/** The questions whose codes make a row's key; none where rows are only counted. */
export const keyQuestions = (form: Form, repeat: string): string[] =>
  (form.repeats[repeat]?.key.split('+') ?? []).filter((name) => name in form.questions);

/** The key of a row from what was said to its key questions; `fresh`, a new UUID, where one of them is not known. */
export function keyFrom(form: Form, repeat: string, said: Answers, fresh: string): string {
  const codes = keyQuestions(form, repeat).map((name) => said[name]?.value);
  return codes.length && codes.every((code) => typeof code === 'string') ? codes.join('+') : fresh;
}

/** Whether a row of this key stands, was taken off before, or is new. */
export function keyStands(answers: Answers, repeat: string, key: string): 'stands' | 'off' | 'new' {
  if (rowsIn(answers)[repeat]?.includes(key)) return 'stands';
  return 'saw' in (answers[at(repeat, key, DELETED)] ?? {}) ? 'off' : 'new';
}

/** What else is said with the first answers of a row: its place at the end, and "none of these" does not hold any more. */
export function added(answers: Answers, repeat: string, key: string, said: Answers): Saying {
  const rows = rowsIn(answers)[repeat] ?? [];
  const set: Saying = Object.fromEntries(
    Object.entries(said).map(([name, one]) => [at(repeat, key, name), one ?? null]),
  );
  if (rows.includes(key)) return set;
  const places = rows.map((row) => Number(answers[at(repeat, row, ORDER)]?.value ?? 0));
  set[at(repeat, key, ORDER)] = { value: Math.max(0, ...places) + 1 };
  if (answers[repeat]?.answer || answers[repeat]?.value) set[repeat] = null;
  return set;
}

/** Number the rows anew; only what changes is said, unless two people put them differently. */
export function inOrder(answers: Answers, repeat: string, keys: readonly string[], anew = false): Saying {
  return numbered(answers, keys, (key) => at(repeat, key, ORDER), anew);
}

function numbered(answers: Answers, keys: readonly string[], path: (key: string) => string, anew = false): Saying {
  const changed = keys.map((key, place) => [path(key), place + 1] as const);
  return Object.fromEntries(
    changed
      .filter(([where, place]) => anew || answers[where]?.value !== place)
      .map(([where, place]) => [where, { value: place }]),
  );
}

/** The edits that stand in a row: a removal names them all, so that nothing said unseen goes with it. */
export function editsIn(fields: Standing, repeat: string, key: string): string[] {
  const live = Object.keys(fields).filter(within(repeat, key));
  return [...new Set(live.flatMap((path) => fields[path]?.map(({ edit_id }) => edit_id) ?? []))].sort();
}

/** Take a row off the list with all that is seen in it. */
export const takenOff = (fields: Standing, repeat: string, key: string): Saying => ({
  [at(repeat, key, DELETED)]: { saw: editsIn(fields, repeat, key) },
});

/** Take a row back, as it was; it stands last if its place is taken. */
export const takenBack = (repeat: string, key: string): Saying => ({ [at(repeat, key, DELETED)]: { value: false } });

/** Rows taken off here and answered there by somebody who had not seen it: people choose. */
export function disputed(fields: Standing, repeat: string): string[] {
  const state: RecordState = { fields: {}, pending: {} };
  for (const [path, said] of Object.entries(fields))
    if (path.startsWith(`${repeat}/`))
      state.fields[path] = Object.fromEntries(said.map(({ edit_id, answer }) => [edit_id, answer]));
  return contested(state)
    .filter((path) => path.endsWith(`/${DELETED}`))
    .map((path) => path.split('/')[1] ?? '');
}

/** Rows taken off and not disputed, which one tap brings back. */
export function offTheList(answers: Answers, fields: Standing, repeat: string): string[] {
  const open = disputed(fields, repeat);
  return Object.keys(answers)
    .filter((path) => path.startsWith(`${repeat}/`) && path.endsWith(`/${DELETED}`) && 'saw' in (answers[path] ?? {}))
    .map((path) => path.split('/')[1] ?? '')
    .filter((key) => !open.includes(key));
}

/** Whether two people put the rows in different orders. */
export const ordersDiffer = (fields: Standing, repeat: string, keys: readonly string[]): boolean =>
  keys.some((key) => new Set(fields[at(repeat, key, ORDER)]?.map(({ answer }) => answer.value)).size > 1);

/** The answers of a row by their questions; what its key says among them. */
export function saidIn(form: Form, answers: Answers, repeat: string, key: string): Record<string, Answer> {
  const row = inRow(form, answers, repeat, key);
  const own = Object.entries(row).filter(([name, said]) => form.questions[name]?.repeat === repeat && said);
  return Object.fromEntries(own) as Record<string, Answer>;
}

/**
 * Give a row another key: its answers are said again under the new one, the old row is taken off with all that was seen
 * in it, in one edit. The old answers stay in the ledger, and taking the old row back undoes it.
 */
export function underNewKey(
  form: Form,
  profile: { answers: Answers; fields: Standing },
  row: { repeat: string; key: string; to: string },
  said: Answers,
): Saying {
  const { answers, fields } = profile;
  const { repeat, key, to } = row;
  const stale = Object.keys(answers).filter(within(repeat, to));
  const place = answers[at(repeat, key, ORDER)];
  const names = Object.entries({ ...saidIn(form, answers, repeat, key), ...said });
  return {
    ...Object.fromEntries(stale.map((path) => [path, null])),
    ...Object.fromEntries(names.map(([name, one]) => [at(repeat, to, name), one ? { ...one } : null])),
    ...(place ? { [at(repeat, to, ORDER)]: { ...place } } : {}),
    ...(keyStands(answers, repeat, to) === 'off' ? takenBack(repeat, to) : {}),
    ...takenOff(fields, repeat, key),
  };
}

/** The whole list as it was before a row got another key. */
export const underOldKey = (fields: Standing, repeat: string, key: string, to: string): Saying => ({
  ...takenOff(fields, repeat, to),
  ...takenBack(repeat, key),
});

/** Put a list of needs in this order: new ones are added, those left out are taken off, the places follow. */
export function ranksOf(
  profile: { answers: Answers; fields: Standing },
  ranking: Ranking,
  list: string,
  needs: readonly string[],
  anew = false,
): Saying {
  const { answers, fields } = profile;
  const { repeat, by, what, place } = ranking;
  const keys = needs.map((need) => `${list}+${need}`);
  const standing = (rowsIn(answers)[repeat] ?? []).filter((key) => key.split('+')[0] === list);
  const left = standing.filter((key) => !keys.includes(key));
  const fresh = keys.filter((key) => !standing.includes(key));
  const whole = answers[repeat]?.answer || answers[repeat]?.value;
  return {
    ...Object.assign({}, ...left.map((key) => takenOff(fields, repeat, key))),
    ...Object.assign(
      {},
      ...fresh.map((key) => ({
        ...(keyStands(answers, repeat, key) === 'off' ? takenBack(repeat, key) : {}),
        [at(repeat, key, by)]: { value: list },
        [at(repeat, key, what)]: { value: key.split('+')[1] ?? '' },
      })),
    ),
    ...numbered(answers, keys, (key) => at(repeat, key, place), anew),
    ...(whole && keys.length ? { [repeat]: null } : {}),
  };
}

/** The order the stones give: most first; of as many, the one that stood before the other. Only what has a stone is in it. */
export function byStones(stones: Readonly<Record<string, number>>, before: readonly string[], most: number): string[] {
  const first = (need: string): number => (before.includes(need) ? before.indexOf(need) : before.length);
  return Object.keys(stones)
    .filter((need) => (stones[need] ?? 0) > 0)
    .sort((one, other) => (stones[other] ?? 0) - (stones[one] ?? 0) || first(one) - first(other))
    .slice(0, most);
}
