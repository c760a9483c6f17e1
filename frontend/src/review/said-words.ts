/** Says an answer as a leader reads it: a boundary by its size and what of it was walked, others as everywhere. */
import { t } from '../kit/i18n.svelte';
import type { Answer } from '../kit/wire';
import { areaM2, boundaryRoundM } from '../map/rules';
import { areaWords, boundaryWords, lengthWords } from '../profiles/sizes';
import { answerWords } from '../questionnaire/answer-words';
import type { Form, Question } from '../questionnaire/form';
import { boundaryOf } from '../settlements/here';

const drawn = (answer: Answer, question: Question) => (question.type === 'boundary' ? boundaryOf(answer.value) : null);

/** The whole of it. */
export function saidWords(answer: Answer, question: Question, form: Form, money: string): string {
  const boundary = drawn(answer, question);
  return boundary ? boundaryWords(boundary) : answerWords(answer, question, form, money);
}

/** So much of it as a button or a sentence can hold. */
export function saidBriefly(answer: Answer, question: Question, form: Form, money: string): string {
  const boundary = drawn(answer, question);
  if (!boundary) return answerWords(answer, question, form, money);
  return t('profile.boundary.size', {
    area: areaWords(areaM2(boundary)),
    round: lengthWords(boundaryRoundM(boundary)),
  });
}
