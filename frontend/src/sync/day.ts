/** A day of one person on this phone: what is safe, on its way, or needs somebody, by settlement. Pure. */
import type { OutboxEdit } from '../kit/wire';
import { codeOf, knownBy } from './code';
import { answersIn, needsPerson } from './count';

/** Days further back are not told any more: what is safe of them may have been let go of. */
const DAYS_TOLD = 7;

export interface Share {
  settlement_id: string;
  name: string;
  safe: number;
  waiting: number;
  needs: number;
}

export interface Day {
  day: string;
  safe: number;
  waiting: number;
  needs: number;
  shares: Share[];
  /** Null as long as nothing of the day is safe. */
  code: string | null;
}

/** The day an edit was made, by the phone's own clock. */
const dayOf = ({ edit }: OutboxEdit): string => edit.made_at.slice(0, 10);

/** The days on which something was written, the last first. */
export const daysOf = (outbox: readonly OutboxEdit[]): string[] =>
  [...new Set(outbox.map(dayOf))].sort().reverse().slice(0, DAYS_TOLD);

const isSafe = ({ state, answer }: OutboxEdit): boolean =>
  state === 'safe' && (answer === 'kept' || answer === 'contested');

const counted = (edits: readonly OutboxEdit[]) => ({
  safe: answersIn(edits, 'safe'),
  waiting: answersIn(edits, 'open', 'frozen'),
  needs: edits.filter(needsPerson).length,
});

/** Lay out one day of an outbox. */
export function laidDay(outbox: readonly OutboxEdit[], day: string, names: Record<string, string>): Day {
  const edits = outbox.filter((own) => dayOf(own) === day);
  const by = new Map<string, OutboxEdit[]>();
  for (const own of edits) by.set(own.settlement_id ?? '', [...(by.get(own.settlement_id ?? '') ?? []), own]);
  const shares = [...by].map(([id, of]) => ({ settlement_id: id, name: names[id] ?? '', ...counted(of) }));
  shares.sort((one, other) => one.name.localeCompare(other.name));
  const safe = edits.filter(isSafe).map(({ edit }) => knownBy(edit));
  return { day, ...counted(edits), shares, code: safe.length ? codeOf(day, safe) : null };
}
