/** A phone that was shut out sends what is left for its leader to look at, and then forgets: only this erases anything. */
import { changed } from '../kit/changes';
import { durably, openLocal, type LocalDb } from '../kit/local-db';
import { copied, copiesOf, copy, halfDoneOf } from '../kit/second-copy';
import { forgetPerson } from '../people/directory';
import type { PersonHere } from '../people/rules';
import { signOut } from '../people/store';
import { onlyHere } from './copies';
import { answersOf } from './count';
import { freeze } from './outbox';
import { push } from './push';
import { outboxOf } from './safety';

const WANTED = 'last_push_wanted';
const STORES = ['records', 'outbox', 'meta', 'forms', 'fixes', 'carried'] as const;

/** How many answers no server has signed for, and how many files of others have not been delivered. */
export async function leftHere(db: LocalDb): Promise<{ answers: number; edits: number; carried: number }> {
  const left = (await outboxOf(db)).filter(onlyHere);
  const carried = (await db.getAll('carried')).filter(({ state }) => state !== 'delivered').length;
  return { answers: left.reduce((n, own) => n + answersOf(own), 0), edits: left.length, carried };
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

/**
 * Forget a person on this phone, with the key of the phone when nobody else writes on it. Refuses while something is only
 * here, unless the person has let it go.
 */
export async function forget(db: LocalDb, person: PersonHere, { lettingGo = false } = {}): Promise<boolean> {
  const left = await leftHere(db);
  if (!lettingGo && (left.edits || left.carried)) return false;
  const name = db.name;
  await durably(db, [...STORES], async (tx) => {
    for (const store of STORES) await tx.objectStore(store).clear();
  });
  for (const shelf of [name, halfDoneOf(name)])
    for (const second of (await copiesOf(shelf)).keys()) copy(shelf, second, null);
  await copied();
  await signOut();
  await forgetPerson(person.person_id);
  indexedDB.deleteDatabase(name); // empty already; goes when the last page has let go of it
  changed();
  return true;
}
