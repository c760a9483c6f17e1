/** What this phone has said: every answer durable at once, joined while still open, and what the screens show of it. */
import { changed } from '../kit/changes';
import { localIso } from '../kit/clock';
import { uuid7 } from '../kit/ids';
import { durably, personOf, PRACTICE, type LocalDb, type Tx } from '../kit/local-db';
import { copy } from '../kit/second-copy';
import type { Answer, Edit, Kind, OutboxEdit, Said } from '../kit/wire';
import { standsFor, type Aliases } from './aliases';
import { levelsOf } from './levels';
import { heldIn, holding, type Held } from './held';
import { joined, replacing, view, type Described } from './view';

/** The answer of a settlement that names the one it was found to be. */
export const JOINED_TO = 'same_as';

export type { Candidate, Described } from './view';

/** What a page hands over: `replaces` = the edits on the screen when the question was painted (else: those shown now). */
export interface Saying {
  kind: Kind;
  record_id: string;
  settlement_id: string | null;
  city_id: string;
  form: string;
  set: Record<string, Answer & { replaces?: string[] }>;
}

/** Say something. Resolves with the edit's id only when it would survive a power cut. */
export async function say(db: LocalDb, saying: Saying): Promise<string> {
  const { entry: own, joins } = await durably(db, ['records', 'outbox', 'meta'], (tx) => write(db, tx, saying));
  if (personOf(db) !== PRACTICE) {
    copy(db.name, own.edit_id, own);
    for (const gone of joins) copy(db.name, gone.edit_id, null);
  }
  changed({ own, joins });
  return own.edit_id;
}

type Writing = Tx<['records', 'outbox', 'meta']>;

/** All that has to be read is asked for at once, then all is written at once: each wait costs a slow phone its turn. The
 * transaction ends by itself: ended by hand on a full phone, Chromium tells its requests nothing, and nobody would hear of it. */
async function write(db: LocalDb, tx: Writing, said: Saying): Promise<Made> {
  const [outbox, meta] = [tx.objectStore('outbox'), tx.objectStore('meta')];
  const [aliases, before, known] = await Promise.all([
    meta.get('aliases') as Promise<Aliases | undefined>,
    meta.get('n') as Promise<number | undefined>,
    heldIn(db, tx, said.record_id),
  ]);
  const saying = standing(said, aliases);
  const held = saying.record_id === said.record_id ? known : await heldIn(db, tx, saying.record_id);
  const n = (before ?? 0) + 1;
  const made = entry(saying, held, { by: personOf(db), n });
  if (saying.kind === 'decision') await freezeSpokenOf(tx, saying);
  const written = [...made.joins.map((gone) => outbox.delete(gone.edit_id)), outbox.put(made.entry), meta.put(n, 'n')];
  await Promise.all(written);
  return made;
}

/** What is said of a place that was joined to another is said of that one; only the joining itself names both. */
function standing(said: Saying, aliases: Aliases | undefined): Saying {
  if (!aliases || JOINED_TO in said.set) return said;
  const settlement_id = said.settlement_id && standsFor(aliases, said.settlement_id);
  return { ...said, record_id: standsFor(aliases, said.record_id), settlement_id };
}

/** An edit as it goes into the outbox, and the open ones that were joined into it. */
interface Made {
  entry: OutboxEdit;
  joins: OutboxEdit[];
}

function entry(saying: Saying, { fields, mine }: Held, { by, n }: { by: string; n: number }): Made {
  const joins = mine.filter(
    (own) => own.state === 'open' && Object.keys(saying.set).some((path) => path in own.edit.set),
  );
  const plain: Record<string, Said> = {};
  for (const [path, answer] of Object.entries(saying.set))
    plain[path] = { ...bare(answer), replaces: replacing(path, answer.replaces, fields, mine) };
  const edit: Edit = {
    edit_id: uuid7(),
    by,
    kind: saying.kind,
    record_id: saying.record_id,
    settlement_id: saying.settlement_id,
    city_id: saying.city_id,
    form: saying.form,
    made_at: localIso(),
    n,
    set: joined(joins, plain),
  };
  const made: OutboxEdit = {
    edit_id: edit.edit_id,
    record_id: edit.record_id,
    settlement_id: edit.settlement_id,
    state: 'open',
    edit,
    made_n: n,
    ...(joins.length ? { began_as: [...new Set(joins.flatMap(firstsOf))] } : {}),
  };
  return { entry: made, joins };
}

/** The edits it began as: itself, or the first of those joined into it. By them it is known again in what it was joined into. */
export const firstsOf = ({ edit_id, began_as }: OutboxEdit): string[] => began_as ?? [edit_id];

/** Copy without Svelte's proxies and without what is not set: what rests in the store is plain. */
const bare = (answer: Answer & { replaces?: string[] }): Answer => {
  const { replaces: _seen, ...rest } = answer;
  return JSON.parse(JSON.stringify(rest)) as Answer;
};

/** A decision names what its author saw, so nothing of that record may be joined any more. */
async function freezeSpokenOf(tx: Writing, saying: Saying): Promise<void> {
  const about = saying.set['about']?.value;
  if (typeof about !== 'string') return;
  const outbox = tx.objectStore('outbox');
  for (const own of await outbox.index('record_id').getAll(about))
    if (own.state === 'open') await outbox.put(frozen(own));
}

const frozen = (own: OutboxEdit): OutboxEdit => ({ ...own, state: 'frozen', frozen_at: localIso() });

/**
 * Freeze open edits (all of them when no ids are given): from now on they are on their way and never change. The settlement
 * they speak of goes with them, for the server must know it first.
 */
export async function freeze(db: LocalDb, ids?: readonly string[]): Promise<number> {
  const gone = await durably(db, ['outbox'], async (tx) => {
    const open = await tx.store.index('state').getAll('open');
    const named = open.filter((own) => !ids || ids.includes(own.edit_id));
    const settlements = new Set(named.map(({ settlement_id }) => settlement_id));
    const left = open.filter(
      (own) => named.includes(own) || (own.edit.kind === 'settlement' && settlements.has(own.record_id)),
    );
    for (const own of left) await tx.store.put(frozen(own));
    return left.map(({ edit_id }) => edit_id);
  });
  if (gone.length) changed({ frozen: gone });
  return gone.length;
}

/** Describe a record as this phone knows it: what was pulled and what was said here, by the merge rule. */
export async function describe(db: LocalDb, record_id: string): Promise<Described | null> {
  const hold = holding(db, record_id);
  const tx = db.transaction(['records', 'outbox']);
  const [record, mine] = await Promise.all([
    tx.objectStore('records').get(record_id),
    tx.objectStore('outbox').index('record_id').getAll(record_id),
  ]);
  if (!record && mine.length === 0) return null;
  const form = record?.form ?? mine[0]?.edit.form;
  const shown = view(record, mine, personOf(db), (await levelsOf(db, [form]))(form));
  if (shown.kind === 'profile') hold({ record_id, fields: shown.fields, mine });
  return shown;
}

/** Describe all records of a kind, of one settlement if it is named. */
export async function described(db: LocalDb, kind: Kind, settlement_id?: string): Promise<Described[]> {
  const tx = db.transaction(['records', 'outbox']);
  const [index, wanted] =
    settlement_id === undefined ? (['kind', kind] as const) : (['settlement_id', settlement_id] as const);
  const [records, outbox] = await Promise.all([
    tx.objectStore('records').index(index).getAll(wanted),
    tx.objectStore('outbox').index(index).getAll(wanted),
  ]);
  const pulled = new Map(records.filter((record) => record.kind === kind).map((record) => [record.record_id, record]));
  const mine = new Map<string, OutboxEdit[]>([...pulled.keys()].map((id) => [id, []]));
  for (const own of outbox)
    if (own.edit.kind === kind) mine.set(own.record_id, [...(mine.get(own.record_id) ?? []), own]);
  const form = (id: string, own: OutboxEdit[]) => pulled.get(id)?.form ?? own[0]?.edit.form;
  const levels = await levelsOf(db, new Set([...mine].map(([id, own]) => form(id, own))));
  return [...mine].map(([id, own]) => view(pulled.get(id), own, personOf(db), levels(form(id, own)))).filter(isHere);
}

/** What was dropped from this phone leaves its proofs behind, but is not a record any more. */
const isHere = (record: Described): boolean => Object.keys(record.fields).length > 0;
