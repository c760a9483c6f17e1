/**
 * What a whole profile comes to on handing in: what is open, what blocks, and what nobody has explained yet. Pure.
 * The twin of app/profiles/handing_in.py; tests/vectors/handing_in.json holds the two together.
 */
import type { Answers, Form } from '../questionnaire/form';
import { againstMap, type Mapped } from './against-map';
import type { Asked } from './asking';
import { allWarnings } from './row-rules';
import { openQuestions, type Warning } from './rules';

export interface Verdict {
  /** Questions that need any of the four answers. */
  open: string[];
  /** What stands in the way of approving. */
  blocks: Warning[];
  /** What waits for a reason in words, and what has one. */
  unexplained: Warning[];
  explained: Warning[];
  /** What is only said. */
  told: Warning[];
}

/** Look a whole profile through, beside the `points` mapped where it speaks of; `reasons` are given on handing in, by a warning's
 * id or its rule's. */
export function lookedThrough(
  form: Form,
  answers: Answers,
  reasons: Record<string, string>,
  today: string,
  points: readonly Mapped[] = [],
): Verdict {
  const found = [...allWarnings(form, answers, today), ...againstMap(form, answers, points, today)];
  const of = (kind: Warning['kind']): Warning[] => found.filter((one) => one.kind === kind);
  const unusual = of('warn_reason');
  return {
    open: openQuestions(form, answers, today),
    blocks: of('block'),
    unexplained: unusual.filter((one) => !reasonFor(one, reasons)),
    explained: unusual.filter((one) => reasonFor(one, reasons)),
    told: of('warn'),
  };
}

/** How many questions of these sections have no answer, needed or not. */
export const unanswered = (sections: readonly Asked[]): number =>
  sections.reduce((sum, { questions, answered }) => sum + questions.length - answered, 0);

/** Why something is as it is, in the team's words; empty where nobody said. */
export const reasonFor = ({ id, rule }: Warning, reasons: Record<string, string>): string =>
  [reasons[id], reasons[rule]].find((reason) => reason?.trim()) ?? '';

/** The questions that something blocking names. */
export const blockedBy = (found: readonly Warning[]): string[] => [
  ...new Set(found.filter((one) => one.kind === 'block').flatMap((one) => one.questions)),
];
