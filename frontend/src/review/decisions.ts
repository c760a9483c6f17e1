/** The decisions about a profile as their authors made them, and what came after one. Pure. */

import type { Act, Decision } from './rules';
import { inTime, numberOf, textOf, textsOf, valueOf, type Told } from './told';

export interface Check {
  meeting_date: string;
  women: number | null;
  men: number | null;
  tenants: number | null;
}

export interface DecisionTold extends Decision {
  about: string;
  made_at: string;
  skew_s?: number | undefined;
  note: string;
  comments: string[];
  reasons: Record<string, string>;
  check: Check | null;
}

/** Read a decision as its author made it; null when it is none. */
export function decisionTold(record: Told): DecisionTold | null {
  const act = record.fields['act']?.[0];
  if (!act) return null;
  return {
    decision_id: record.record_id,
    act: act.answer.value as Act,
    by: act.by,
    made_at: act.made_at,
    skew_s: act.skew_s,
    about: textOf(record, 'about'),
    saw: textsOf(record, 'saw'),
    hash: textOf(record, 'hash') || null,
    note: textOf(record, 'note'),
    comments: textsOf(record, 'comments'),
    reasons: (valueOf(record, 'reasons') as Record<string, string> | undefined) ?? {},
    check: act.answer.value === 'verify' ? checkOf(record) : null,
  };
}

function checkOf(record: Told): Check {
  return {
    meeting_date: textOf(record, 'meeting_date'),
    women: numberOf(record, 'women'),
    men: numberOf(record, 'men'),
    tenants: numberOf(record, 'tenants'),
  };
}

/** The latest check by residents, when there was one. */
export function latestCheck(decisions: readonly DecisionTold[]): DecisionTold | null {
  return newest(decisions.filter((one) => one.act === 'verify'));
}

/** The decision taken last; its own clock orders it only for reading, never for deciding. */
export function newest(decisions: readonly DecisionTold[]): DecisionTold | null {
  return [...decisions].sort(inTime).at(-1) ?? null;
}

/**
 * Count the answers given after a decision was taken, when it speaks of another state than the present one. What changed
 * though no clock says so counts as one; two answers settled since then count as none.
 */
export function cameAfter(profile: Told, decision: DecisionTold | null, hash: string): number {
  if (!decision?.hash || decision.hash === hash) return 0;
  const later = Object.values(profile.fields)
    .flat()
    .filter((voice) => inTime(decision, voice) < 0);
  const edits = new Set(later.filter(({ answer }) => !answer.chosen_with).map(({ edit_id }) => edit_id));
  return later.length ? edits.size : 1;
}
