/** Asks what became of edits that were kept for a leader: they are sent again word for word, which changes nothing by itself. */
import type { LocalDb } from '../kit/local-db';
import type { PersonHere } from '../people/rules';

const SELDOM_MS = 6 * 3_600_000;

/** Ask about everything with the next sending: the person has come to look. */
export const askSoon = (db: LocalDb): Promise<void> => db.delete('meta', 'asked_what_became');

/** Whether the server has answered since. */
export const wasAsked = async (db: LocalDb): Promise<boolean> => !!(await db.get('meta', 'asked_what_became'));

/** Ask about what the server keeps for a leader: at once for what it has named as merged, else a few times a day. */
export async function askWhatBecame(db: LocalDb, person: PersonHere, now_ms = Date.now()): Promise<number> {
  const kept = (await db.getAllFromIndex('outbox', 'state', 'parked')).filter(({ answer }) => answer);
  if (!kept.length) return 0;
  const asked = ((await db.get('meta', 'asked_what_became')) ?? 0) as number;
  const seldom = Math.abs(now_ms - asked) > SELDOM_MS; // also when the clock was set back
  const edits = seldom ? kept : kept.filter(({ pulled }) => pulled);
  const { push } = await import('./push');
  const changes = await push(db, person, { unproven: 0 }, { edits });
  if (seldom) await db.put('meta', now_ms, 'asked_what_became');
  return changes;
}
