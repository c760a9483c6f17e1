/** Says what a release holds in the words an office reads, exactly as the files say it. */

import { day, number, t, tMaybe } from '../kit/i18n.svelte';
import type { SharedAnswer, SharedField, SharedSettlement } from './server';

/** Say one answer of a release; what is not a value says why. */
export function sharedWords(answer: SharedAnswer, field: SharedField): string {
  if (answer.state !== 'known') return t(`agreed.state.${answer.state}`);
  if (answer.label) return answer.label;
  const { value } = answer;
  if (typeof value === 'number')
    return field.unit === 'year' ? String(value) : [number(value), unitWords(field)].join(' ').trim();
  return typeof value === 'string' && field.type === 'date' ? day(value) : String(value);
}

function unitWords(field: SharedField): string {
  return field.unit === '%' || field.unit === 'min' ? field.unit : '';
}

/** Say how an answer was found, and when. */
export function foundWords(answer: SharedAnswer): string {
  const how = answer.how_counted
    ? t(answer.how_counted === 'calculated' ? 'agreed.calculated' : `answer.how.${answer.how_counted}`)
    : '';
  return [how, answer.answered_on ? day(answer.answered_on) : ''].filter(Boolean).join(', ');
}

export interface SharedSection {
  code: string;
  label: string;
  rows: { field: SharedField; answer: SharedAnswer }[];
}

/** Lay a settlement's answers out by section. */
export function sharedSections(fields: readonly SharedField[], settlement: SharedSettlement): SharedSection[] {
  const answers = new Map(settlement.answers.map((answer) => [answer.field, answer]));
  const sections = new Map<string, SharedSection>();
  for (const field of fields) {
    const answer = answers.get(field.field);
    if (!answer) continue;
    const section = sections.get(field.section) ?? { code: field.section, label: field.section_label, rows: [] };
    section.rows.push({ field, answer });
    sections.set(field.section, section);
  }
  return [...sections.values()];
}

/** Say why something stays out of a release; a reason this version does not know is shown as it came. */
export function whyWords(why: string): string {
  return tMaybe(`agreed.why.${why}`) ?? why;
}
