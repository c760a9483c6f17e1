/**
 * How answers of many phones become one record: the merge rule, which loses nothing and asks no clock. Pure.
 *
 * Each field is a set of candidate answers, each known by its edit. An edit removes only the candidates it says it
 * replaces, because its author had them on the screen. `app/ledger/rules.py` is the same rule on the server;
 * `tests/vectors/merge.json` holds the two equal.
 */
import { canonicalJson } from '../kit/canonical';
import type { Answer, Edit } from '../kit/wire';
import { sha256 } from './sha256';

/** The answers standing side by side in one field, by the edit that gave each. */
export type Candidates = Readonly<Record<string, Answer>>;

/**
 * A record as all edits so far leave it. `fields`: path, edit id, answer without its `replaces`. `pending`: path, sorted
 * ids that were replaced before they arrived; they will not be added when they come.
 */
export interface RecordState {
  fields: Record<string, Record<string, Answer>>;
  pending: Record<string, string[]>;
}

/** A deletion names every edit its author saw. */
type Deletion = Answer;

const SOURCES: readonly (string | undefined)[] = ['counted', 'observed', 'official', 'meeting'];
const LEVELS = 4;
const DELETED = '_deleted';

const filled = <Held>(held: Record<string, Held>, size: (one: Held) => number): Record<string, Held> =>
  Object.fromEntries(Object.entries(held).filter(([, one]) => size(one) > 0));

/** Apply an edit; `arrived` holds the ids of the record's edits merged before (at least those it replaces). */
export function merge(
  state: RecordState,
  edit: Pick<Edit, 'edit_id' | 'set'>,
  arrived: ReadonlySet<string>,
): RecordState {
  const { edit_id } = edit;
  if (arrived.has(edit_id)) return state;
  const fields = { ...state.fields };
  const pending = { ...state.pending };
  for (const [path, { replaces: named, ...answer }] of Object.entries(edit.set)) {
    const replaces = (named ?? []).filter((id) => id !== edit_id);
    const standing = Object.entries(fields[path] ?? {}).filter(([id]) => !replaces.includes(id));
    const waiting = pending[path] ?? [];
    if (!waiting.includes(edit_id)) standing.push([edit_id, answer]);
    pending[path] = [...new Set([...waiting, ...replaces.filter((id) => !arrived.has(id))])].sort();
    fields[path] = Object.fromEntries(standing);
  }
  // What has arrived is no longer awaited, in whatever field.
  for (const [path, ids] of Object.entries(pending)) pending[path] = ids.filter((id) => id !== edit_id);
  return {
    fields: filled(fields, (candidates) => Object.keys(candidates).length),
    pending: filled(pending, (ids) => ids.length),
  };
}

/** Apply edits one after the other from nothing. */
export function mergeAll(edits: readonly Pick<Edit, 'edit_id' | 'set'>[]): RecordState {
  const arrived = new Set<string>();
  let state: RecordState = { fields: {}, pending: {} };
  for (const edit of edits) {
    state = merge(state, edit, arrived);
    arrived.add(edit.edit_id);
  }
  return state;
}

function comparable(value: unknown): unknown {
  if (typeof value === 'string') return value.normalize('NFC');
  if (Array.isArray(value)) return value.map(comparable);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name.normalize('NFC'), comparable(part)]));
}

/** A text equal for answers that say the same: numbers as numbers, text in NFC, lists of codes as sets. */
export function meaning(answer: Answer): string {
  if (answer.answer !== undefined) return canonicalJson({ answer: answer.answer });
  const { saw } = answer as Deletion;
  if (saw) return canonicalJson({ saw: [...new Set(saw)].sort() });
  let value = comparable(answer.value ?? null);
  if (Array.isArray(value) && value.every((part) => typeof part === 'string'))
    value = [...new Set(value as string[])].sort();
  return canonicalJson({ value });
}

/** Tell whether two answers say the same, however they were found. */
export const equal = (one: Answer, other: Answer): boolean => meaning(one) === meaning(other);

/** Put together those who say the same, in the order they stand: each group is one thing that can be chosen. */
export function grouped<Said extends { answer: Answer }>(said: readonly Said[]): [Said, ...Said[]][] {
  const groups = new Map<string, [Said, ...Said[]]>();
  for (const one of said) {
    const group = groups.get(meaning(one.answer));
    if (group) group.push(one);
    else groups.set(meaning(one.answer), [one]);
  }
  return [...groups.values()];
}

/** Tell whether these answers all say the same; none at all is settled too. */
export const isSettled = (said: readonly Answer[]): boolean => new Set(said.map(meaning)).size <= 1;

/** Tell whether all candidates of a field say the same. */
export const settled = (candidates: Candidates): boolean => isSettled(Object.values(candidates));

/** Order the edits as every device shows them: counted, observed, official, meeting, then SHA-256 of the edit's id. */
export function inOrder(candidates: Candidates): string[] {
  const ids = Object.keys(candidates);
  if (ids.length < 2) return ids;
  const place = (id: string): string => {
    const known = SOURCES.indexOf(candidates[id]?.source ?? '');
    return `${known < 0 ? SOURCES.length : known}${sha256(id)}`;
  };
  return ids
    .map((id) => ({ id, at: place(id) }))
    .sort((one, other) => (one.at < other.at ? -1 : 1))
    .map(({ id }) => id);
}

/** Name the edit whose answer is shown first, the same on every device. */
export const shownFirst = (candidates: Candidates): string | undefined => inOrder(candidates)[0];

const deletion = (path: string): boolean => path === DELETED || path.endsWith(`/${DELETED}`);

/** The answer shown first of each field that has one (`_deleted` apart). */
export function answers(state: RecordState): Record<string, Answer> {
  const shown: Record<string, Answer> = {};
  for (const [path, candidates] of Object.entries(state.fields)) {
    const first = shownFirst(candidates);
    if (first !== undefined && !deletion(path)) shown[path] = candidates[first]!;
  }
  return shown;
}

/** Tell whether no deletion here saw every answer that stands, or whether somebody undid one unseen. */
function disputed(state: RecordState, path: string): boolean {
  const row = path.slice(0, path.length - DELETED.length);
  const said = Object.values(state.fields[path] ?? {}) as Deletion[];
  const deletions = said.flatMap(({ saw }) => (saw ? [new Set(saw)] : []));
  if (!deletions.length) return false;
  const live = Object.entries(state.fields)
    .filter(([other]) => other.startsWith(row) && !deletion(other))
    .flatMap(([, standing]) => Object.keys(standing));
  return deletions.length < said.length || !deletions.some((saw) => live.every((id) => saw.has(id)));
}

/** List the paths where people say different things, and deletions that someone answered against. */
export function contested(state: RecordState): string[] {
  return Object.entries(state.fields)
    .filter(([path, candidates]) => (deletion(path) ? disputed(state, path) : !settled(candidates)))
    .map(([path]) => path)
    .sort(bytewise);
}

/** Tell whether the record (or the repeat row at this path) is deleted, and nobody answered unseen by who deleted it. */
export function deleted(state: RecordState, row = ''): boolean {
  const path = row ? `${row}/${DELETED}` : DELETED;
  const said = Object.values(state.fields[path] ?? {}) as Deletion[];
  return said.some(({ saw }) => saw) && !disputed(state, path);
}

/** Order as UTF-8 bytes, which is the order of code points; JavaScript's own is by UTF-16 units. */
function bytewise(one: string, other: string): number {
  const [left, right] = [Array.from(one), Array.from(other)];
  for (let i = 0; i < Math.min(left.length, right.length); i += 1)
    if (left[i] !== right[i]) return left[i]!.codePointAt(0)! - right[i]!.codePointAt(0)!;
  return left.length - right.length;
}

/**
 * Hash which edits stand where: the record's hash, and one per sensitivity level 0 to 3. A level's hash is SHA-256 over its
 * lines `path TAB id,id LF` (ids and lines sorted bytewise); the record's is SHA-256 over the four in lower-case hex.
 */
export function contentHash(state: RecordState, levelOf: (path: string) => number): [hash: string, levels: string[]] {
  const lines: string[][] = Array.from({ length: LEVELS }, () => []);
  for (const [path, candidates] of Object.entries(state.fields))
    lines[levelOf(path)]?.push(`${path}\t${Object.keys(candidates).sort().join(',')}\n`);
  const levels = lines.map((level) => sha256(level.sort(bytewise).join('')));
  return [sha256(levels.join('')), levels];
}
