/** Says beside an answer how it was found, who agreed to it, who gave it and when. */
import { day, t } from '../kit/i18n.svelte';
import { sourceWords } from '../questionnaire/answer-words';
import { boundaryOf } from '../settlements/here';
import { clockWords } from '../sync/clock-words';
import type { Voice } from './told';

/** How, who and when, in one line. */
export function foundWords(voice: Voice, { people }: { people: Record<string, string> }): string {
  const who = people[voice.by] ?? t('review.somebody');
  const agreed = voice.answer.chosen_with ? t('review.agreed_by', { names: voice.answer.chosen_with }) : '';
  const where = voice.made_at.slice(0, 10); // the day it was where it was said, whoever reads it
  const way = boundaryOf(voice.answer.value) ? '' : sourceWords(voice.answer); // what of it was walked stands in its words
  return [way, agreed, who, day(where), clockWords(voice)].filter(Boolean).join(' · ');
}
