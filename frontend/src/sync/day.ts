/** A day of one person on this phone: what is safe, on its way, or needs somebody, by settlement. Pure. */
import type { OutboxEdit } from '../kit/wire';
import { codeOf, knownBy } from './code';
import { onlyHere } from './copies';
import { answersIn, needsPerson } from './count';

/** Of days further off only what is still to be sent is told: what is safe of them may have been let go of. */
const DAYS_TOLD = 7;
const DAY_MS = 24 * 3600 * 1000;

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
  /** A week or more from today, by whatever clock: only what is still to be sent is told of it, and no code. */
  far: boolean;
  /** Null as long as nothing of the day is safe. */
  code: string | null;
}

/** The day an edit was made, by the phone's own clock. */
const dayOf = ({ edit }: OutboxEdit): string => edit.made_at.slice(0, 10);

const isFar = (day: string, today: string): boolean =>
  !(Math.abs(Date.parse(today) - Date.parse(day)) < DAYS_TOLD * DAY_MS);

/** The days of this week on which something was written, and those of which something is still to be sent; the last first. */
export const daysOf = (outbox: readonly OutboxEdit[], today: string): string[] =>
  [...new Set(outbox.filter((own) => !isFar(dayOf(own), today) || onlyHere(own)).map(dayOf))].sort().reverse();

const isSafe = ({ state, answer }: OutboxEdit): boolean =>
  state === 'safe' && (answer === 'kept' || answer === 'contested');

const counted = (edits: readonly OutboxEdit[]) => ({
  safe: answersIn(edits, 'safe'),
  waiting: answersIn(edits, 'open', 'frozen'),
  needs: edits.filter(needsPerson).length,
});

/** Lay out one day of an outbox. */
export function laidDay(
  outbox: readonly OutboxEdit[],
  { day, today }: { day: string; today: string },
  names: Record<string, string>,
): Day {
  const far = isFar(day, today);
  const edits = outbox.filter((own) => dayOf(own) === day && (!far || onlyHere(own)));
  const by = new Map<string, OutboxEdit[]>();
  for (const own of edits) by.set(own.settlement_id ?? '', [...(by.get(own.settlement_id ?? '') ?? []), own]);
  const shares = [...by].map(([id, of]) => ({ settlement_id: id, name: names[id] ?? '', ...counted(of) }));
  shares.sort((one, other) => one.name.localeCompare(other.name));
  const safe = edits.filter(isSafe).map(({ edit }) => knownBy(edit));
  return { day, far, ...counted(edits), shares, code: safe.length ? codeOf(day, safe) : null };
}
