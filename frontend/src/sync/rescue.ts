/** Reads whatever can still be read on this phone into a rescue file, and takes such a file in again for the same person. */
import { changed } from '../kit/changes';
import { now } from '../kit/clock';
import { isUuid } from '../kit/ids';
import { durably, personOf, type Fix, type LocalDb, type Tx } from '../kit/local-db';
import { copiesOf, copy, halfDoneOf, storesCopied, type HalfDone } from '../kit/second-copy';
import type { OutboxEdit } from '../kit/wire';
import { HALF_DONE } from './half-done';
import { firstsOf } from './outbox';
import { begunFits, fits, hashed, type RescueFile, type Shelf } from './rescue-file';
import { unfinished } from './unfinished';

export type { RescueFile };

export interface Rescued {
  file: RescueFile;
  /** Edits in the file. */
  read: number;
  /** Boundaries and hand-ins in the file that were begun and are in no edit yet. */
  begun: number;
  /** Stores and records that could not be read. */
  unread: number;
}

const asked = <Answer>(request: IDBRequest<Answer>): Promise<Answer> =>
  new Promise((read, failed) => {
    request.onsuccess = () => read(request.result);
    request.onerror = () => failed(request.error ?? new Error('not read'));
  });

/** Open a store as it is, whatever version wrote it; never make one. */
function openAsItIs(name: string): Promise<IDBDatabase> {
  const request = indexedDB.open(name);
  request.onupgradeneeded = () => request.transaction?.abort(); // there is none
  return asked(request);
}

/** Read one store record by record: what fails is skipped and counted. */
async function readAll(db: IDBDatabase, store: string): Promise<{ rows: [IDBValidKey, unknown][]; unread: number }> {
  if (!db.objectStoreNames.contains(store)) return { rows: [], unread: 0 };
  const rows: [IDBValidKey, unknown][] = [];
  let unread = 0;
  for (const key of await asked(db.transaction(store).objectStore(store).getAllKeys()))
    try {
      rows.push([key, await asked(db.transaction(store).objectStore(store).get(key))]);
    } catch {
      unread += 1;
    }
  return { rows, unread };
}

async function shelfOf(name: string): Promise<{ shelf: Shelf; unread: number }> {
  let unread = 0;
  const read: Record<string, [IDBValidKey, unknown][]> = {};
  const db = await openAsItIs(name).catch(() => null);
  if (!db) unread += 1;
  for (const store of db ? ['outbox', 'fixes', 'meta'] : []) {
    const found = await readAll(db as IDBDatabase, store).catch(() => ({ rows: [], unread: 1 }));
    read[store] = found.rows;
    unread += found.unread;
  }
  db?.close();
  const outbox = new Map((await copiesOf(name)) as Map<string, OutboxEdit>);
  for (const [key, own] of read['outbox'] ?? []) outbox.set(String(key), own as OutboxEdit);
  const half = [...(await copiesOf(halfDoneOf(name))).values()] as HalfDone[];
  const fixes = new Map(half.flatMap(({ fixes = [] }) => fixes).map((fix) => [`${fix.profile_id} ${fix.n}`, fix]));
  for (const [key, fix] of read['fixes'] ?? []) fixes.set((key as [string, number]).join(' '), fix as Fix);
  const half_done = new Map(half.flatMap(({ meta }) => (meta ? [meta] : [])));
  for (const [key, value] of read['meta'] ?? []) if (HALF_DONE.test(String(key))) half_done.set(String(key), value);
  return {
    shelf: {
      person_id: name.slice('kwetu-'.length),
      outbox: [...outbox.values()],
      fixes: [...fixes.values()],
      half_done: [...half_done],
    },
    unread,
  };
}

/** The stores of people on this phone, as far as anything still knows of them. */
async function stores(known: readonly string[]): Promise<string[]> {
  const listed = (await indexedDB.databases?.().catch(() => [])) ?? [];
  const names = [
    ...listed.map(({ name = '' }) => name),
    ...(await storesCopied()),
    ...known.map((id) => `kwetu-${id}`),
  ];
  return [...new Set(names)].filter((name) => isUuid(name.slice('kwetu-'.length)));
}

/** Whose answers a rescue file takes: one person's, everybody's where nobody can sign in any more, or nobody's. */
export type Whose = { one: string } | 'everybody' | 'nobody';

/** Whoever writes here gets their own answers and nobody else's, though others share the phone. Pure. */
export function whose(writing: string | undefined, broken: boolean): Whose {
  if (writing) return { one: writing };
  return broken ? 'everybody' : 'nobody';
}

const begunIn = ({ fixes, half_done }: Shelf): number =>
  unfinished(
    fixes.map(({ profile_id }) => profile_id),
    half_done,
  );

/** Read all of theirs that can be read; `known` are people known to have a store here. */
export async function rescue(of: Whose, known: readonly string[] = []): Promise<Rescued> {
  const names = of === 'nobody' ? [] : of === 'everybody' ? await stores(known) : [`kwetu-${of.one}`];
  const shelves = await Promise.all(names.map(shelfOf));
  const people = shelves.map(({ shelf }) => shelf).filter((shelf) => shelf.outbox.length + begunIn(shelf) > 0);
  return {
    file: hashed({ kwetu_rescue: 1, made_at: now().toISOString(), people }),
    read: people.reduce((n, { outbox }) => n + outbox.length, 0),
    begun: people.reduce((n, shelf) => n + begunIn(shelf), 0),
    unread: shelves.reduce((n, shelf) => n + shelf.unread, 0),
  };
}

/** Read a rescue file; null when it is none. */
export function readRescue(text: string): RescueFile | null {
  try {
    const file = JSON.parse(text) as Partial<RescueFile> | null;
    return file?.kwetu_rescue === 1 && Array.isArray(file.people) ? (file as RescueFile) : null;
  } catch {
    return null;
  }
}

/** Whether this is an edit of this person, as the outbox keeps them. */
const isOwn = (own: Partial<OutboxEdit> | null, person: string): own is OutboxEdit =>
  !!own && isUuid(own.edit_id) && own.edit?.edit_id === own.edit_id && own.edit.by === person && !!own.edit.set;

/** How many edits were taken in, or that only what was begun was. */
export type Taken = number | 'begun' | 'of_another' | 'here_already';

type Taking = Tx<['outbox', 'fixes', 'meta']>;

/**
 * Of a person's edits in a file, those that are not on this phone. One that was still open, and joined into a later one
 * since, is here: the later one says all it said, without naming it as replaced. Pure.
 */
function notHere(here: readonly OutboxEdit[], own: readonly OutboxEdit[]): OutboxEdit[] {
  const ids = new Set(here.map(({ edit_id }) => edit_id));
  const last = new Map<string, number>();
  for (const one of [...here, ...own])
    for (const first of firstsOf(one)) last.set(first, Math.max(one.made_n, last.get(first) ?? 0));
  const joinedSince = (one: OutboxEdit) => firstsOf(one).every((first) => (last.get(first) ?? 0) > one.made_n);
  return own.filter((one) => !ids.has(one.edit_id) && !joinedSince(one));
}

/** Put back what was begun and is not here; returns how many parts of it were. Nothing is written over. */
async function takeBegun(tx: Taking, { fixes = [], half_done = [] }: Partial<Shelf>): Promise<number> {
  let n = 0;
  for (const fix of fixes)
    if (!(await tx.objectStore('fixes').get([fix.profile_id, fix.n]))) {
      await tx.objectStore('fixes').put(fix);
      n += 1;
    }
  for (const [key, value] of half_done)
    if (HALF_DONE.test(key) && (await tx.objectStore('meta').get(key)) === undefined) {
      await tx.objectStore('meta').put(value, key);
      n += 1;
    }
  return n;
}

/** Take a file in: edits of this person that are as they were saved, and are not here yet, are on their way from now on. */
export async function takeIn(db: LocalDb, file: RescueFile): Promise<Taken> {
  const person = personOf(db);
  const shelf = file.people.find(({ person_id }) => person_id === person);
  const theirs = (shelf?.outbox ?? []).filter((one) => isOwn(one, person));
  if (!shelf || (shelf.outbox.length > 0 && !theirs.length)) return 'of_another';
  const own = theirs.filter((one) => fits(file, shelf, one));
  const [taken, begun] = await durably(db, ['outbox', 'fixes', 'meta'], async (tx) => {
    const outbox = tx.objectStore('outbox');
    const fresh = notHere(await outbox.getAll(), own).map(asFrozen);
    for (const one of fresh) await outbox.put(one);
    const begun = await takeBegun(tx, begunFits(file, shelf) ? shelf : {});
    const n = ((await tx.objectStore('meta').get('n')) ?? 0) as number;
    await tx.objectStore('meta').put(Math.max(n, ...fresh.map(({ made_n }) => made_n)), 'n');
    return [fresh, begun] as const;
  });
  for (const one of taken) copy(db.name, one.edit_id, one);
  if (taken.length + begun) changed();
  return taken.length || (begun ? 'begun' : 'here_already');
}

/** Whatever became of it before: it is sent, and the server says what it has of it. */
const asFrozen = ({ edit_id, edit, made_n, began_as }: OutboxEdit): OutboxEdit => ({
  edit_id,
  record_id: edit.record_id,
  settlement_id: edit.settlement_id,
  state: 'frozen',
  edit,
  made_n,
  ...(began_as ? { began_as } : {}),
});
