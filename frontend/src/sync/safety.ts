/** Counts what is safe, on its way, and waiting for a person, for the safety line and the outbox page. */
import type { LocalDb } from '../kit/local-db';
import type { Safety } from '../kit/safety.svelte';
import type { OutboxEdit } from '../kit/wire';
import { answersIn, needsPerson } from './count';

/** Say where the answers of a store are. A needs-you comes first, then what is being written, then what waits. */
export function safetyOf(outbox: OutboxEdit[], { practice, sending }: { practice: boolean; sending: boolean }): Safety {
  if (practice) return { is: 'practice' };
  const needs = outbox.filter((own) => needsPerson(own) && !own.seen);
  if (needs.length) return { is: 'needs', n: needs.length };
  if (outbox.some(({ state }) => state === 'open')) return { is: 'saved' };
  const waiting = answersIn(outbox, 'frozen');
  if (waiting) return { is: sending ? 'sending' : 'waiting', n: waiting };
  const safe = outbox.filter(({ state }) => state === 'safe');
  const at = safe.reduce((last, own) => ((own.safe_at ?? '') > last ? (own.safe_at ?? '') : last), '');
  return safe.length ? { is: 'safe', n: answersIn(safe, 'safe'), at } : { is: 'saved' };
}

/** Read the whole outbox of a store. */
export const outboxOf = (db: LocalDb): Promise<OutboxEdit[]> => db.getAll('outbox');
