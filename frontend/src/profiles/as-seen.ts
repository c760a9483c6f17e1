/** What is made over a while (a boundary, a count) replaces what stood when it was begun, and nothing that came since. Pure. */

import { beside, type ProfileHere } from './store';

/** The answers that stand now, by what is remembered of them. */
export const sawNow = ({ fields }: ProfileHere, paths: readonly string[]): string[] =>
  paths.flatMap((path) => (fields[path] ?? []).map(({ edit_id }) => edit_id));

/** The profile as it was seen: what came from others since stays beside what is said now, until people choose. */
export function asSeen(now: ProfileHere, paths: readonly string[], saw?: readonly string[]): ProfileHere {
  if (!saw) return now;
  const fields = { ...now.fields };
  for (const path of paths)
    fields[path] = (fields[path] ?? []).filter(({ edit_id, mine }) => mine || saw.includes(edit_id));
  return beside(now, { fields });
}
