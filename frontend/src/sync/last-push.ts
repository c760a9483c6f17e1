/** A phone that was shut out sends what is left for its leader to look at, and then forgets: only this erases anything. */
import type { IDBPTransaction } from 'idb';
import { changed } from '../kit/changes';
import { durably, openLocal, type LocalDb, type LocalSchema } from '../kit/local-db';
import { copied, copiesOf, copy, halfDoneOf } from '../kit/second-copy';
import { forgetPerson } from '../people/directory';
import type { PersonHere } from '../people/rules';
import { signOut } from '../people/store';
import { onlyHere } from './copies';
import { answersOf } from './count';
import { freeze } from './outbox';
import { push } from './push';
import { outboxOf } from './safety';
import { unfinished } from './unfinished';

const WANTED = 'last_push_wanted';
const STORES: ('records' | 'outbox' | 'meta' | 'forms' | 'fixes' | 'carried')[] = [
  'records',
  'outbox',
  'meta',
  'forms',
  'fixes',
  'carried',
];

/** What is nowhere but on this phone. */
export interface Left {
  /** Answers no server has signed for, and the edits they are in. */
  answers: number;
  edits: number;
  /** Files of others that are not delivered. */
  carried: number;
  /** Boundaries and hand-ins that were begun. */
  unfinished: number;
}

const NOTHING: Left = { answers: 0, edits: 0, carried: 0, unfinished: 0 };

type Looking = IDBPTransaction<LocalSchema, typeof STORES, 'readonly' | 'readwrite'>;

/** Count what is nowhere but on this phone. */
export const leftHere = (db: LocalDb): Promise<Left> => leftIn(db.transaction(STORES));

async function leftIn(tx: Looking): Promise<Left> {
  const [outbox, carried, walked, keys, values] = await Promise.all([
    tx.objectStore('outbox').getAll(),
    tx.objectStore('carried').getAll(),
    tx.objectStore('fixes').getAllKeys(),
    tx.objectStore('meta').getAllKeys(),
    tx.objectStore('meta').getAll(),
  ]);
  const left = outbox.filter(onlyHere);
  return {
    answers: left.reduce((n, own) => n + answersOf(own), 0),
    edits: left.length,
    carried: carried.filter(({ state }) => state !== 'delivered').length,
    unfinished: unfinished(
      walked.map(([profile_id]) => profile_id),
      keys.map((key, at) => [key, values[at]]),
    ),
  };
}

/** Whether the person has asked for the last push. */
export const isWanted = async (db: LocalDb): Promise<boolean> => (await db.get('meta', WANTED)) === true;

/** Send what is left; without signal it is remembered, and sent when there is. */
export async function lastPush(db: LocalDb, person: PersonHere): Promise<void> {
  await db.put('meta', true, WANTED);
  await freeze(db);
  const edits = (await outboxOf(db)).filter(onlyHere);
  await push(db, person, { unproven: 0 }, { to: 'last-push', edits });
}

/** Called when the server says that the phone is shut out. */
export async function sendIfWanted(person: PersonHere): Promise<void> {
  const db = await openLocal(person.person_id);
  try {
    if ((await isWanted(db)) && (await leftHere(db)).edits) await lastPush(db, person);
  } finally {
    db.close();
  }
}

/** Clear the store, where no more is left in it than its person let go of: another tab may have written meanwhile. */
const cleared = (db: LocalDb, lettingGo: Left): Promise<boolean> =>
  durably(db, STORES, async (tx) => {
    const left = await leftIn(tx);
    if ((Object.keys(left) as (keyof Left)[]).some((what) => left[what] > lettingGo[what])) return false;
    for (const store of STORES) await tx.objectStore(store).clear();
    return true;
  });

/**
 * Forget a person on this phone, with the key of the phone when nobody else writes on it. Refuses while more is only here
 * than what the person saw and let go.
 */
export async function forget(db: LocalDb, person: PersonHere, lettingGo = NOTHING): Promise<boolean> {
  const name = db.name;
  if (!(await cleared(db, lettingGo))) return false;
  for (const shelf of [name, halfDoneOf(name)])
    for (const second of (await copiesOf(shelf)).keys()) copy(shelf, second, null);
  await copied();
  await signOut();
  await forgetPerson(person.person_id);
  indexedDB.deleteDatabase(name); // empty already; goes when the last page has let go of it
  changed();
  return true;
}
