/** Says what a release holds in the words an office reads, exactly as the files say it. */

import { day, number, t, tMaybe } from '../kit/i18n.svelte';
import { session } from '../people/session.svelte';
import type { SharedAnswer, SharedField, SharedSettlement } from './server';

/** Say one answer of a release; what is not a value says why. */
export function sharedWords(answer: SharedAnswer, field: SharedField): string {
  if (answer.state !== 'known') return t(`agreed.state.${answer.state}`);
  if (answer.label) return answer.label;
  const { value } = answer;
  if (typeof value === 'number') return numberWords(value, field.unit ?? '');
  return typeof value === 'string' && field.type === 'date' ? day(value) : String(value);
}

/** Money stands as "PHP 50": the server says its unit by the three letters of the city's currency. */
function numberWords(value: number, unit: string): string {
  if (unit === 'year') return String(value);
  if (/^[A-Z]{3}$/.test(unit)) return `${unit} ${number(value)}`;
  return unit === '%' || unit === 'min' ? `${number(value)} ${unit}` : number(value);
}

/** The time zone a city lives by, as the person reading knows it; UTC where they do not, as on the server. */
export const zoneOf = (city_id: string): string =>
  session.person?.cities.find(({ id }) => id === city_id)?.time_zone || 'UTC';

/** Say a moment by the day and the clock of the city, wherever it is read and by whatever clock a phone goes. */
export function inCity(moment: string, timeZone: string): { date: string; time: string } {
  const at = new Date(moment);
  return {
    date: day(at.toLocaleDateString('sv', { timeZone })),
    time: at.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit', timeZone }),
  };
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
