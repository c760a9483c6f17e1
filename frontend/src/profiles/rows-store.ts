/** Writes whole rows of a repeat into a profile, and keeps the stones that were given so far. */
import type { LocalDb } from '../kit/local-db';
import type { Answer } from '../questionnaire/form';
import { freeze } from '../sync/outbox';
import { standsNow } from '../sync/store';
import type { Saying } from './row-acts';
import { answer, readProfile, type ProfileHere } from './store';

/**
 * Say what `act` makes of the profile as it stands now. The edits a removal names are frozen before: joined into a later
 * one they would have another id, and the row would stand again as if somebody had answered it unseen.
 */
export async function sayRows(db: LocalDb, id: string, act: (profile: ProfileHere) => Saying): Promise<void> {
  const profile = await readProfile(db, id);
  if (typeof profile === 'string') return;
  const set = act(profile);
  const seen = Object.values(set).flatMap((said) => said?.saw ?? []);
  if (seen.length) await freeze(db, seen);
  if (Object.keys(set).length) await answer(db, profile, set as Record<string, Answer | null>);
}

/** Stones given so far in one list, by need. */
export type Stones = Record<string, number>;

const stonesOf = async (db: LocalDb, id: string, list: string): Promise<string> =>
  `stones/${await standsNow(db, id)}/${list}`;

/** The stones given so far; they outlive leaving the page and a dead battery. */
export async function stonesGiven(db: LocalDb, id: string, list: string): Promise<Stones> {
  return ((await db.get('meta', await stonesOf(db, id, list))) as Stones | undefined) ?? {};
}

/** Keep the stones given so far; null once the list is put in their order. */
export async function keepStones(db: LocalDb, id: string, list: string, stones: Stones | null): Promise<void> {
  const key = await stonesOf(db, id, list);
  if (stones) await db.put('meta', { ...stones }, key);
  else await db.delete('meta', key);
}
