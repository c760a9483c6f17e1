/** What a person began and has not said yet: a boundary walked or drawn, a hand-in written on. It exists only on this phone. */

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
}

/** A page that was opened, and nothing written or drawn on it, holds nothing. */
const holds = ({ reasons = {}, note = '', before, saved_at, ...lists }: Begun): boolean => {
  if (saved_at) return false; // a count that was written down
  const { corners = [], rings = [], past = [], taps = [] } = lists;
  const written = [note, ...Object.values(reasons)].some((words) => words.trim());
  return written || before !== undefined || [corners, rings, past, taps].some((list) => list.length > 0);
};

/**
 * How many boundaries, counts, lines of the map and hand-ins were begun and are not said yet: `walked` names the profile of each GPS fix. An answer
 * that "Do not know" took the place of is none of them: it was said. Pure.
 */
export function unfinished(walked: readonly string[], half_done: readonly (readonly [string, unknown])[]): number {
  const begun = half_done.filter(
    ([key, value]) => /^(handin|corners|count|placing)\//.test(key) && holds((value ?? {}) as Begun),
  );
  return new Set([...walked.filter(isBoundary).map((id) => `corners/${id}`), ...begun.map(([key]) => key)]).size;
}

/** The path of a count stays on the phone after it was saved: whether it is finished is told by the count itself. */
const isBoundary = (walk: string): boolean => !walk.endsWith('+count');
