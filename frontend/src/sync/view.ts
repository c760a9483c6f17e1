/** What the phone shows of a record: what it pulled plus its own edits, by the merge rule. Pure. */
import type { Answer, Edit, Kind, OutboxEdit, Said, WireRecord } from '../kit/wire';
import { answersIn } from './count';
import { levelIn, type Levelled } from './levels';
import { contentHash, deleted, inOrder, merge, type RecordState } from './rules';

/** One answer standing in a field; several that differ are "two answers". */
export interface Candidate {
  edit_id: string;
  answer: Answer;
  by: string;
  made_at: string;
  /** By how many seconds the clock of its phone was ahead, where it was wrong. */
  skew_s?: number;
  /** Said on this phone by the person writing, and not yet pulled back. */
  mine: boolean;
}

export interface Described {
  record_id: string;
  kind: Kind;
  settlement_id: string | null;
  city_id: string;
  form: string;
  /** Per path the candidates, the one shown first at the front. */
  fields: Record<string, Candidate[]>;
  /** Content hash of what stands here now, as the server makes it. */
  readonly hash: string;
  /** Taken off the list, and nobody said anything of it unseen by who did that. */
  readonly deleted: boolean;
  /** Answers of this phone: not yet safe, proven safe, kept for the leader. */
  unsent: number;
  safe: number;
  parked: number;
  /** Settlements: the state of the newest round as the server last told it. */
  state: string | null;
}

const EMPTY: RecordState = { fields: {}, pending: {} };

/** Turn a pulled record into the state the merge rule works on. */
export function stateOf(record: WireRecord): RecordState {
  const fields: Record<string, Record<string, Answer>> = {};
  for (const [path, candidates] of Object.entries(record.fields))
    fields[path] = Object.fromEntries(candidates.map(([at, answer]) => [record.edits[at]?.edit_id ?? '', answer]));
  return { fields, pending: record.replaced ?? {} };
}

/** Own edits that what was pulled does not hold yet; a parked decision is not in force, so it is not shown. */
function overlay(record: WireRecord | undefined, mine: OutboxEdit[]): Edit[] {
  const merged = new Set(record?.yours ?? []);
  return mine
    .filter(
      (own) => !own.pulled && !merged.has(own.edit_id) && !(own.state === 'parked' && own.edit.kind === 'decision'),
    )
    .sort((one, other) => one.made_n - other.made_n)
    .map(({ edit, refused }) => (refused ? { ...edit, set: without(edit.set, refused) } : edit));
}

const without = (set: Record<string, Said>, refused: object): Record<string, Said> =>
  Object.fromEntries(Object.entries(set).filter(([path]) => !(path in refused)));

function states(record: WireRecord | undefined, edits: Edit[]): RecordState {
  const arrived = new Set([...(record?.edits ?? []).map(({ edit_id }) => edit_id), ...(record?.yours ?? [])]);
  let state = record ? stateOf(record) : EMPTY;
  for (const edit of edits) {
    state = merge(state, edit, arrived);
    arrived.add(edit.edit_id);
  }
  return state;
}

/** Describe one record from what was pulled and what was said here. */
export function view(
  record: WireRecord | undefined,
  mine: OutboxEdit[],
  me: string,
  levelOf: (path: string) => number,
): Described {
  const own = overlay(record, mine);
  const state = states(record, own);
  const about = new Map<string, { by: string; made_at: string }>(
    (record?.edits ?? []).map((edit) => [edit.edit_id, edit]),
  );
  for (const edit of own) about.set(edit.edit_id, edit);
  const ownIds = new Set(own.map(({ edit_id }) => edit_id));
  const candidate = (edit_id: string, answer: Answer): Candidate => {
    const { by = me, made_at = '' } = about.get(edit_id) ?? {};
    const skew_s = record?.clocks?.[edit_id];
    return { edit_id, answer, by, made_at, mine: ownIds.has(edit_id), ...(skew_s ? { skew_s } : {}) };
  };
  const told = record ?? mine[0]?.edit;
  if (!told) throw new Error('nothing is known of this record');
  return {
    record_id: told.record_id,
    kind: told.kind,
    settlement_id: told.settlement_id,
    city_id: told.city_id,
    form: told.form,
    fields: Object.fromEntries(
      Object.entries(state.fields).map(([path, held]) => [
        path,
        inOrder(held).map((id) => candidate(id, held[id] ?? {})),
      ]),
    ),
    get hash() {
      return contentHash(state, levelOf)[0];
    },
    get deleted() {
      return deleted(state);
    },
    unsent: answersIn(mine, 'open', 'frozen'),
    safe: answersIn(mine, 'safe'),
    parked: answersIn(mine, 'parked'),
    state: record?.state ?? null,
  };
}

/** The content hash of what stands in a record's fields, each answer under the level its form gives it. */
export const hashOf = (form: Levelled, fields: Described['fields']): string =>
  contentHash(
    { fields: Object.fromEntries(Object.entries(fields).map(([path, held]) => [path, heldById(held)])), pending: {} },
    (path) => levelIn(form, path),
  )[0];

const heldById = (candidates: readonly Candidate[]): Record<string, Answer> =>
  Object.fromEntries(candidates.map(({ edit_id, answer }) => [edit_id, answer]));

/** The candidates after one more answer of this phone, with the open ones joined into it: as `view` finds them, looking at
 * nothing but what was said. */
export function withOwn(
  fields: Described['fields'],
  { edit_id, edit: { by, made_at, set } }: OutboxEdit,
  joins: readonly OutboxEdit[],
): Described['fields'] {
  const gone = joins.map((own) => own.edit_id);
  const said = Object.entries(set).map(([path, { replaces, ...answer }]) => {
    const standing = (fields[path] ?? []).filter((one) => ![...gone, ...replaces].includes(one.edit_id));
    const all = new Map(standing.map((one) => [one.edit_id, one]));
    all.set(edit_id, { edit_id, answer, by, made_at, mine: true });
    return [path, inOrder(heldById([...all.values()])).map((id) => all.get(id)!)] as const;
  });
  return { ...fields, ...Object.fromEntries(said) };
}

/** Name what a new answer replaces: what its author saw, their own answers, and all those replaced without being kept yet. */
export function replacing(
  path: string,
  seen: string[] | undefined,
  shown: Described['fields'],
  mine: OutboxEdit[],
): string[] {
  const standing = shown[path] ?? [];
  const replaced = new Set(seen ?? standing.map(({ edit_id }) => edit_id));
  const own = new Set(mine.map(({ edit_id }) => edit_id));
  for (const { edit_id } of standing) if (own.has(edit_id)) replaced.add(edit_id);
  for (const { state, edit, edit_id } of mine) {
    const earlier = edit.set[path];
    if (!earlier || state === 'safe') continue; // what is parked may be admitted later, and must then be replaced, too
    replaced.add(edit_id);
    earlier.replaces.forEach((id) => replaced.add(id));
  }
  return [...replaced].sort();
}

/** Join open edits with what is said now: the ids joined are no edits any more, so nothing replaces them. */
export function joined(open: OutboxEdit[], set: Record<string, Said>): Record<string, Said> {
  const gone = new Set(open.map(({ edit_id }) => edit_id));
  const all = Object.assign({}, ...open.map(({ edit }) => edit.set), set) as Record<string, Said>;
  return Object.fromEntries(
    Object.entries(all).map(([path, said]) => [
      path,
      { ...said, replaces: said.replaces.filter((id) => !gone.has(id)) },
    ]),
  );
}
