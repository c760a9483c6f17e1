/** Counts what is safe, on its way, and waiting for a person, for the safety line and the outbox page. */
import type { LocalDb } from '../kit/local-db';
import type { Safety } from '../kit/safety.svelte';
import type { OutboxEdit } from '../kit/wire';
import { HALF_DONE } from './half-done';
import { answersIn, needsPerson } from './count';
import { letGoOf, type LetGo } from './pruning';

/** What is proven: how many answers, and when the last of them was. */
export interface Proven {
  n: number;
  at: string;
}

export const provenOf = (safe: readonly OutboxEdit[]): Proven => ({
  n: answersIn(safe, 'safe'),
  at: safe.reduce((last, { safe_at = '' }) => (safe_at > last ? safe_at : last), ''),
});

/**
 * Say where the answers of a store are. A needs-you comes first, then what is being written, then what waits; `saved` and
 * `needs` tell with it how many are not sent yet.
 */
export function safetyOf(left: readonly OutboxEdit[], proven: Proven, sending: boolean): Safety {
  const needs = left.filter((own) => needsPerson(own) && !own.seen).length;
  const unsent = answersIn(left, 'open', 'frozen');
  if (needs) return { is: 'needs', n: needs, waiting: unsent };
  if (unsent && answersIn(left, 'open')) return { is: 'saved', n: unsent };
  if (unsent) return { is: sending ? 'sending' : 'waiting', n: unsent };
  if (proven.n) return { is: 'safe', ...proven };
  return left.length ? { is: 'saved', n: 0 } : { is: 'nothing' };
}

/** What the line says once `more` answers were written here that are not sent yet. Pure. */
export function afterWriting(now: Safety, more: number): Safety {
  if (now.is === 'practice') return now;
  if (now.is === 'needs') return { ...now, waiting: now.waiting + more };
  const unsent = now.is === 'saved' || now.is === 'waiting' || now.is === 'sending' ? now.n : 0;
  return { is: 'saved', n: unsent + more };
}

/** What is safe grows to thousands and hardly changes: it is read again only when their number differs. */
let read: { store: string; count: number; proven: Proven } | null = null;

/** Count with what is proven here what was proven and let go of since. */
const withLetGo = ({ n, at }: Proven, gone: LetGo): Proven => ({
  n: Object.values(gone.answers).reduce((all, one) => all + one, n),
  at: gone.at > at ? gone.at : at,
});

/** Read a store and say where its answers are. */
export async function safetyHere(db: LocalDb, { practice = false, sending = false } = {}): Promise<Safety> {
  if (practice) return { is: 'practice' };
  const states = ['open', 'frozen', 'parked'] as const;
  const left = await Promise.all(states.map((state) => db.getAllFromIndex('outbox', 'state', state)));
  const [count, gone] = await Promise.all([db.countFromIndex('outbox', 'state', 'safe'), letGoOf(db)]);
  if (read?.store === db.name && read.count === count)
    return withDrawn(db, safetyOf(left.flat(), withLetGo(read.proven, gone), sending));
  const safe = await db.getAllFromIndex('outbox', 'state', 'safe');
  const refused = safe.filter(needsPerson);
  const proven = provenOf(safe);
  read = refused.length ? null : { store: db.name, count, proven };
  return withDrawn(db, safetyOf([...left.flat(), ...refused], withLetGo(proven, gone), sending));
}

/** A walk or a drawing that is no answer yet lies here as well. */
async function withDrawn(db: LocalDb, now: Safety): Promise<Safety> {
  if (now.is !== 'nothing' && now.is !== 'safe') return now;
  const halves = await db.getAllKeys('meta');
  const drawn = halves.some((key) => HALF_DONE.test(key)) || (await db.count('fixes')) > 0;
  if (!drawn) return now;
  return now.is === 'safe' ? (await import('./unfinished-here')).orUnfinished(db, now) : { is: 'saved', n: 0 };
}

/** Read the whole outbox of a store. */
export const outboxOf = (db: LocalDb): Promise<OutboxEdit[]> => db.getAll('outbox');
