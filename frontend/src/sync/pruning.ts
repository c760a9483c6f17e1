/** Lets go of proofs nobody needs any more: only what a verified backup holds, long after; how many there were stays known. */
import { durably, type LocalDb } from '../kit/local-db';
import type { OutboxEdit } from '../kit/wire';
import { answersOf, needsPerson } from './count';

/** How far the server's verified backups reach, as it last told: per city, in this epoch, at that time of its own clock. */
export interface SafePlaces {
  epoch: string;
  server_time: string;
  safe_seq: Record<string, number>;
}

const KEPT_MS = 30 * 24 * 3600 * 1000;

/**
 * Whether a proof may go: it is safe and was pulled back, nothing of it needs the person, its place is known, and lies in the server's
 * present epoch at or below what verified backups hold, and it has been safe for 30 days by the server's clock: the phone's
 * own may be a year ahead. Pure.
 */
export function mayGo(own: OutboxEdit, { epoch, safe_seq, server_time }: SafePlaces): boolean {
  if (own.state !== 'safe' || !own.pulled || needsPerson(own)) return false;
  if (!own.epoch || own.epoch !== epoch || own.seq === undefined || !own.scope) return false;
  return own.seq <= (safe_seq[own.scope] ?? 0) && Date.parse(server_time) - Date.parse(own.safe_at ?? '') > KEPT_MS;
}

/** What was let go of: answers by settlement, and when the last of them was proven. */
export interface LetGo {
  answers: Record<string, number>;
  at: string;
}

export const NOTHING: LetGo = { answers: {}, at: '' };

/** Add edits to what was let go of. Pure. */
export function tallied(before: LetGo, edits: readonly OutboxEdit[]): LetGo {
  const answers = { ...before.answers };
  for (const own of edits) answers[own.settlement_id ?? ''] = (answers[own.settlement_id ?? ''] ?? 0) + answersOf(own);
  return { answers, at: edits.reduce((last, { safe_at = '' }) => (safe_at > last ? safe_at : last), before.at) };
}

export const letGoOf = async (db: LocalDb): Promise<LetGo> =>
  ((await db.get('meta', 'let_go')) as LetGo | undefined) ?? NOTHING;

/** Let go of all that may go; the edits and their tally change in one durable transaction. Returns how many went. */
export async function prune(db: LocalDb): Promise<number> {
  const places = (await db.get('meta', 'safe_places')) as SafePlaces | undefined;
  if (!places) return 0;
  return durably(db, ['outbox', 'meta'], async (tx) => {
    const outbox = tx.objectStore('outbox');
    const going = (await outbox.index('state').getAll('safe')).filter((own) => mayGo(own, places));
    if (!going.length) return 0;
    for (const { edit_id } of going) await outbox.delete(edit_id);
    const before = ((await tx.objectStore('meta').get('let_go')) as LetGo | undefined) ?? NOTHING;
    await tx.objectStore('meta').put(tallied(before, going), 'let_go');
    return going.length;
  });
}
