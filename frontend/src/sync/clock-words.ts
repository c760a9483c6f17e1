/** Says beside an answer that the clock of the phone it came from was wrong: then its day cannot be believed. */
import { t } from '../kit/i18n.svelte';
import { skewShown } from './ahead';

/** Empty where the clock was right within minutes, or nobody knows. */
export function clockWords({ skew_s }: { skew_s?: number | undefined }): string {
  const skew = skewShown(skew_s);
  return skew ? t(`phone.clock.was_${skew.way}`, { by: t(`phone.clock.${skew.unit}`, { n: skew.n }) }) : '';
}
