/** Says in a few words what was told of one day of a tap or toilet: whether it served, and all that was added. */

import { label, t } from '../kit/i18n.svelte';
import { answerWords } from '../questionnaire/answer-words';
import type { Answer } from '../questionnaire/form';
import type { Layer } from './catalogue';
import { asked } from './rules';

/** "Works · Pressure: Low"; `money` is what the city counts in. A reason speaks for itself, and who said it stands beside. */
export function reportWords(said: Readonly<Record<string, Answer>>, report: Layer | null, money: string): string {
  const working = said['working']?.value;
  const first = working === 'yes' || working === 'no' ? t(`points.told.${working}`) : t('points.told.unknown');
  if (!report) return first;
  const more = asked(report).flatMap(([name, question]) => {
    const answer = said[name];
    if (!answer || name === 'working' || name === 'reported_by_role') return [];
    if (name === 'reason' && working !== 'no') return [];
    const words = answerWords(answer, question, report.form, money);
    if (!words) return [];
    if (name === 'reason') return [words];
    const about = label(question.label);
    return [`${about}${about.endsWith('?') ? '' : ':'} ${words}`];
  });
  return [first, ...more].join(' · ');
}
