/** Says in words how a point served in a month; what is not known is said to be unknown. */

import { number, t } from '../kit/i18n.svelte';
import type { Month } from './uptime';

/** A share as whole hundredths; `–` where nothing is known. */
export const percent = (share: number | null): string =>
  share === null ? '–' : `${number(Math.round(share * 100))} %`;

/** A number with one digit after the point; `–` where nothing is known. */
export const oneDigit = (value: number | null): string => (value === null ? '–' : number(Math.round(value * 10) / 10));

/** One month of a point in a few sentences, by the same figures as the sheet for the utility. */
export function monthWords({ days, known, unknown, uptime, days_with_hours, hours_a_day }: Month): string {
  if (!known && !days_with_hours) return t('points.month.none');
  const worked = known ? t('points.month', { share: percent(uptime), known: number(known), n: days }) : '';
  const rest = known && unknown ? t('points.month.unknown', { n: unknown }) : '';
  const hours = days_with_hours ? t('points.month.hours', { hours: oneDigit(hours_a_day), n: days_with_hours }) : '';
  return [worked, rest, hours].filter(Boolean).join(' ');
}
