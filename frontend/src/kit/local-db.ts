/** What one person has on this phone: an IndexedDB each, so that people who share a phone never meet each other's answers. */
import { openDB, unwrap, type DBSchema, type IDBPDatabase, type IDBPTransaction, type StoreNames } from 'idb';
import { localIso } from './clock';
import { openPatiently } from './opening';
import { phoneFault } from './phone-faults';
import { Problem } from './problem';
import { giveUp } from './reserve';
import { copiesOf, halfDoneOf, toBringBack, type HalfDone } from './second-copy';
import type { Carried, OutboxEdit, WireRecord } from './wire';

/** One GPS fix of a boundary walk, kept the moment it arrives. */
export interface Fix {
  profile_id: string;
  n: number;
  lon: number;
  lat: number;
  accuracy_m: number;
  at: string;
  /** The walk was paused, or the phone slept, before this fix. */
  gap?: boolean;
}

export interface LocalSchema extends DBSchema {
  records: { key: string; value: WireRecord; indexes: { kind: string; settlement_id: string } };
  outbox: {
    key: string;
    value: OutboxEdit;
    indexes: { record_id: string; settlement_id: string; kind: string; state: string };
  };
  meta: { key: string; value: unknown };
  forms: { key: string; value: { form: string; [member: string]: unknown } };
  fixes: { key: [string, number]; value: Fix };
  carried: { key: string; value: Carried };
}

export type LocalDb = IDBPDatabase<LocalSchema>;
type Stores = StoreNames<LocalSchema>;

/** The practice store: same shape, never sent. */
export const PRACTICE = 'practice';

/** Raise it with every store or index that is added: only then do phones that joined earlier get it. */
const VERSION = 3;

/** The stores, what keys them, and their indexes. */
const STORES: { [store in Stores]: [keyPath: string | string[] | null, indexes: Record<string, string>] } = {
  records: ['record_id', { kind: 'kind', settlement_id: 'settlement_id' }],
  outbox: ['edit_id', { record_id: 'record_id', settlement_id: 'settlement_id', kind: 'edit.kind', state: 'state' }],
  meta: [null, {}],
  forms: ['form', {}],
  fixes: [['profile_id', 'n'], {}],
  carried: ['sha256', {}],
};

/** Make what is not there yet; whatever an earlier version wrote stays. */
function build(db: IDBDatabase, tx: IDBTransaction): void {
  for (const [name, [keyPath, indexes]] of Object.entries(STORES)) {
    const store = db.objectStoreNames.contains(name)
      ? tx.objectStore(name)
      : db.createObjectStore(name, keyPath ? { keyPath } : {});
    for (const [index, path] of Object.entries(indexes))
      if (!store.indexNames.contains(index)) store.createIndex(index, path);
  }
}

/** When the browser had deleted a store by itself, and how many edits were brought back from the second copy. */
export interface BroughtBack {
  at: string;
  edits: number;
}

/** Told when the phone has closed a store by itself: opened again (null), or the problem why it cannot be. */
type Told = (trouble: unknown) => void;

/**
 * Open one person's store, or the practice store. What is returned outlives the phone closing the store by itself (Safari
 * does, and a full phone): it is opened again behind it. Throws the problem of the store when it cannot be opened; nothing
 * is ever deleted.
 */
export async function openLocal(person: string, told: Told = () => undefined): Promise<LocalDb> {
  let closed = false;
  const again = (): void => {
    if (!closed)
      open(person, again)
        .then((db) => (now = db))
        .then(() => told(null), told);
  };
  let now = await open(person, again);
  return new Proxy({} as LocalDb, {
    get(_none, name) {
      if (name === 'close') closed = true;
      const part = now[name as keyof LocalDb] as unknown;
      return typeof part === 'function' ? (part.bind(now) as unknown) : part;
    },
  });
}

async function open(person: string, lost: () => void): Promise<LocalDb> {
  const db = await openPatiently((held) =>
    openDB<LocalSchema>(`kwetu-${person}`, VERSION, {
      upgrade: (made, _was, _now, tx) => build(unwrap(made), unwrap(tx)),
      blocked: held,
      terminated: lost,
      blocking(_have, _want, event) {
        (event.target as IDBDatabase).close(); // a newer version in another tab must be able to open
        lost();
      },
    }),
  );
  if (person !== PRACTICE) await bringBack(db);
  return db;
}

/** A store in which nothing was ever written, though answers of it were copied, was deleted by the browser. */
async function bringBack(db: LocalDb): Promise<void> {
  if ((await db.get('meta', 'n')) !== undefined) return;
  const copies = toBringBack([...(await copiesOf(db.name)).values()] as OutboxEdit[]);
  const half = [...(await copiesOf(halfDoneOf(db.name))).values()] as HalfDone[];
  if (!copies.length && !half.length) return;
  const n = copies.reduce((most, { made_n }) => Math.max(most, made_n), 0);
  await durably(db, ['outbox', 'meta', 'fixes'], async (tx) => {
    for (const { fixes = [], meta } of half) {
      // before the first answer a store that was not deleted looks alike: what lies there is newer than its copy
      for (const fix of fixes)
        if (!(await tx.objectStore('fixes').getKey([fix.profile_id, fix.n]))) await tx.objectStore('fixes').put(fix);
      if (meta && !(await tx.objectStore('meta').getKey(meta[0]))) await tx.objectStore('meta').put(meta[1], meta[0]);
    }
    for (const own of copies) await tx.objectStore('outbox').put({ ...own, state: 'frozen' });
    await tx.objectStore('meta').put(n, 'n');
    if (n)
      await tx.objectStore('meta').put({ at: localIso(), edits: copies.length } satisfies BroughtBack, 'brought_back');
  });
}

/** Whose store this is. */
export const personOf = (db: LocalDb): string => db.name.slice('kwetu-'.length);

type Tx<Names extends Stores[]> = IDBPTransaction<LocalSchema, Names, 'readwrite'>;
export type { Tx };

/**
 * Work in one transaction: all of it would survive a power cut when this resolves, or none of it is there. Throws the
 * problem of the store (`phone-full`, `store-broken`) when that is why; a full phone first gives up what it held back.
 */
export async function durably<Names extends Stores[], Made>(
  db: LocalDb,
  stores: [...Names],
  work: (tx: Tx<Names>) => Promise<Made>,
): Promise<Made> {
  try {
    return await once(db, stores, work);
  } catch (fault) {
    if (!(fault instanceof Problem && fault.slug === 'phone-full' && (await giveUp()))) throw fault;
    return once(db, stores, work);
  }
}

async function once<Names extends Stores[], Made>(
  db: LocalDb,
  stores: [...Names],
  work: (tx: Tx<Names>) => Promise<Made>,
): Promise<Made> {
  const tx = begun(db, stores);
  const done = tx.done.then(
    () => null,
    (fault: unknown) => ({ fault }),
  );
  try {
    const made = await work(tx);
    const broken = await done;
    if (broken) throw broken.fault;
    return made;
  } catch (fault) {
    stop(tx);
    const broken = await done;
    // a request broken off with its transaction does not know why; the transaction does
    const why = (fault as { name?: string } | null)?.name === 'AbortError' ? (broken?.fault ?? fault) : fault;
    throw phoneFault(why) ?? why;
  }
}

function begun<Names extends Stores[]>(db: LocalDb, stores: [...Names]): Tx<Names> {
  try {
    return db.transaction(stores, 'readwrite', { durability: 'strict' }) as Tx<Names>;
  } catch (fault) {
    throw phoneFault(fault) ?? fault; // the store was closed
  }
}

function stop(tx: { abort(): void }): void {
  try {
    tx.abort();
  } catch {
    // it is over already: nothing of it is kept
  }
}
