/** A count of structures on a walk: each tap is one structure of a kind, at a moment and, where GPS tells, a place. Pure. */

import type { Count, Tap } from '../map/begun';
import type { Mark, Tone } from '../map/map';
import type { Answer, Answers } from '../questionnaire/form';
import { isAnswered } from './rules';

/** The questions that are counted so, each with the mark its taps have on the map. */
export const COUNTED = {
  structures_residential: { mark: 'square', tone: 'safe', word: 'living' },
  structures_mixed: { mark: 'diamond', tone: 'map', word: 'mixed' },
  structures_business: { mark: 'triangle', tone: 'waiting', word: 'business' },
  structures_other: { mark: 'star', tone: 'two', word: 'other' },
} as const satisfies Record<string, { mark: Mark; tone: Tone; word: string }>;

export type Counted = keyof typeof COUNTED;
export const KINDS = Object.keys(COUNTED) as Counted[];

export const isCounted = (question: string): question is Counted => question in COUNTED;

export const BEGUN: Count = { taps: [] };

/** One structure more; what was taken back before cannot be put back after it. */
export const tapped = (count: Count, tap: Tap): Count => ({ ...count, taps: [...count.taps, tap], off: [] });

/** Take the last tap back. */
export function tapOff(count: Count): Count {
  const last = count.taps.at(-1);
  return last ? { ...count, taps: count.taps.slice(0, -1), off: [...(count.off ?? []), last] } : count;
}

/** Put the tap back that was taken back last. */
export function tapOn(count: Count): Count {
  const last = count.off?.at(-1);
  return last ? { ...count, taps: [...count.taps, last], off: count.off?.slice(0, -1) ?? [] } : count;
}

export function totals({ taps }: Count): Record<Counted, number> {
  const sums = Object.fromEntries(KINDS.map((kind) => [kind, 0])) as Record<Counted, number>;
  for (const { of } of taps) if (isCounted(of)) sums[of] += 1;
  return sums;
}

/** What the count says to the four questions. */
export function asAnswers(count: Count): Record<Counted, Answer> {
  const said = Object.entries(totals(count)).map(([kind, value]) => [kind, { value, source: 'counted' }]);
  return Object.fromEntries(said) as Record<Counted, Answer>;
}

/** What was said before and would be replaced by another number. */
export function before(count: Count, answers: Answers): { kind: Counted; value: number; now: number }[] {
  return Object.entries(totals(count)).flatMap(([kind, now]) => {
    const said = answers[kind];
    const value = isAnswered(said) ? said?.value : null;
    return typeof value === 'number' && value !== now ? [{ kind: kind as Counted, value, now }] : [];
  });
}

/** Count anew: the count before can be brought back, and its path is kept. */
export const countAnew = (count: Count, last_fix: number): Count => ({
  taps: [],
  after: last_fix,
  ...(count.taps.length ? { before: { ...count, before: undefined } } : {}),
});
