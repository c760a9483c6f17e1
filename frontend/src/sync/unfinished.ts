/** What a person began and has not said yet: a boundary walked or drawn, a hand-in written on. It exists only on this phone. */

/** A page of hand-in, or a drawing, as far as they hold something of a person. */
interface Begun {
  reasons?: Record<string, string>;
  note?: string;
  corners?: readonly unknown[];
  before?: unknown;
}

/** A page that was opened, and nothing written or drawn on it, holds nothing. */
const holds = ({ reasons = {}, note = '', corners = [], before }: Begun): boolean =>
  [note, ...Object.values(reasons)].some((words) => words.trim()) || corners.length > 0 || before !== undefined;

/**
 * How many boundaries and hand-ins were begun and are not said yet: `walked` names the profile of each GPS fix. An answer
 * that "Do not know" took the place of is none of them: it was said. Pure.
 */
export function unfinished(walked: readonly string[], half_done: readonly (readonly [string, unknown])[]): number {
  const begun = half_done.filter(([key, value]) => /^(handin|corners)\//.test(key) && holds((value ?? {}) as Begun));
  return new Set([...walked.map((profile_id) => `corners/${profile_id}`), ...begun.map(([key]) => key)]).size;
}
