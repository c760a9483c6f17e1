/** What a person began and has not said yet: a boundary walked or drawn, a hand-in written on. It exists only on this phone. */

import type { Unfinished } from '../kit/safety.svelte';

/** A page of hand-in, a drawing (of this version or of earlier ones), or a count, as far as they hold something of a person. */
interface Begun {
  reasons?: Record<string, string>;
  note?: string;
  corners?: readonly unknown[];
  before?: unknown;
  rings?: readonly unknown[];
  past?: readonly unknown[];
  taps?: readonly unknown[];
  saved_at?: string;
  /** A line of it is being walked. */
  walking?: boolean;
}

type HalfDone = readonly (readonly [string, unknown])[];

/** A page that was opened, and nothing written or drawn on it, holds nothing. */
export const holds = ({ reasons = {}, note = '', before, saved_at, ...lists }: Begun): boolean => {
  if (saved_at) return false; // a count that was written down
  const { corners = [], rings = [], past = [], taps = [] } = lists;
  const written = [note, ...Object.values(reasons)].some((words) => words.trim());
  return written || before !== undefined || [corners, rings, past, taps].some((list) => list.length > 0);
};

/**
 * How many boundaries, counts, lines of the map and hand-ins were begun and are not said yet: `walked` names the profile of each GPS fix. An answer
 * that "Do not know" took the place of is none of them: it was said. Pure.
 */
export const unfinished = (walked: readonly string[], half_done: HalfDone): number => begunIn(walked, half_done).length;

/** The keys of all that was begun and is not said yet. */
function begunIn(walked: readonly string[], half_done: HalfDone): string[] {
  const begun = half_done.filter(
    ([key, value]) => /^(handin|corners|count|placing)\//.test(key) && holds((value ?? {}) as Begun),
  );
  return [...new Set([...walked.filter(isBoundary).map((id) => `corners/${id}`), ...begun.map(([key]) => key)])];
}

/** The path of a count stays on the phone after it was saved: whether it is finished is told by the count itself. */
const isBoundary = (walk: string): boolean => !walk.endsWith('+count');

/** The walk that is not finished, else the drawing, else the count, with the page where it goes on; null where none is. Pure. */
export function goesOn(walked: readonly string[], half_done: HalfDone): Unfinished | null {
  const all = begunIn(walked, half_done).flatMap((key): Unfinished[] => {
    const [kind, id = ''] = key.split('/');
    if (kind === 'count') return [{ is: 'count', href: `#/profiles/${id}/count` }];
    if (kind === 'placing') return [{ is: 'drawing', href: `#/settlements/${id}/map` }];
    const drawn = half_done.find(([one]) => one === key)?.[1] as Begun | undefined;
    const is = !drawn || drawn.walking ? 'walk' : 'drawing';
    return kind === 'corners' ? [{ is, href: `#/profiles/${id}/boundary` }] : [];
  });
  const order = ['walk', 'drawing', 'count'];
  return all.sort((one, other) => order.indexOf(one.is) - order.indexOf(other.is))[0] ?? null;
}
