/** What belongs to an answer and is chosen with it: how a boundary was made, as the same people said with it. Pure. */
import type { Answer } from '../kit/wire';
import { equal, isSettled } from '../sync/rules';

interface SaidBy {
  edit_id: string;
  answer: Answer;
}

/** By the question: what is said of it in the same breath. */
const COMPANIONS: Readonly<Record<string, readonly string[]>> = { boundary: ['boundary_method'] };

/**
 * The answers that stand or fall with the `chosen` one of a path, by their path. Only what is contested between nobody else
 * than the edits that were `seen` there, and said in one way by all who said the chosen: anything else is weighed by itself.
 */
export function saidWith(
  fields: Readonly<Record<string, readonly SaidBy[]>>,
  path: string,
  chosen: SaidBy,
  seen: readonly string[],
): Record<string, Answer> {
  const alike = (fields[path] ?? []).filter(({ answer }) => equal(answer, chosen.answer)).map(({ edit_id }) => edit_id);
  const found = (COMPANIONS[path] ?? []).flatMap((name): [string, Answer][] => {
    const said = fields[name] ?? [];
    const own = said.filter(({ edit_id }) => alike.includes(edit_id)).map(({ answer }) => answer);
    const elsewhere = said.some(({ edit_id }) => !seen.includes(edit_id));
    const [first] = own;
    return !first || elsewhere || !isSettled(own) || isSettled(said.map(({ answer }) => answer)) ? [] : [[name, first]];
  });
  return Object.fromEntries(found);
}
