/** Says an answer in the words people read: labels for codes, numbers with their unit, plain words for a non-answer. */

import { day, label, language, number, t } from '../kit/i18n.svelte';
import type { Answer } from '../kit/wire';
import type { Form, Question } from './form';

/** Say one answer; `money` is the city's currency, for prices. */
export function answerWords(answer: Answer, question: Question, form: Form, money = ''): string {
  if (answer.answer) return label(form.answers[answer.answer]);
  if (answer.saw) return t('answer.row.removed');
  const value = answer.value;
  if (value === null || value === undefined) return '';
  return valueWords(value, question, form, money);
}

function valueWords(value: unknown, question: Question, form: Form, money: string): string {
  switch (question.type) {
    case 'integer':
    case 'decimal':
      return typeof value === 'number' ? numberWords(value, question.unit, money) : String(value);
    case 'select_one':
      return choiceWords(String(value), question, form);
    case 'select_multiple':
    case 'rank':
      return Array.isArray(value)
        ? listWords(value.map((code) => choiceWords(String(code), question, form)))
        : String(value);
    case 'date':
      return day(String(value));
    case 'dateTime':
      return `${day(String(value).slice(0, 10))}, ${String(value).slice(11)}`;
    case 'boundary':
    case 'geopoint':
      return t('answer.on_map');
    default:
      return String(value);
  }
}

function numberWords(value: number, unit: string | undefined, money: string): string {
  if (unit === 'year') return String(value);
  if (unit === 'money') return money ? `${money} ${number(value)}` : number(value);
  if (unit === '%') return `${number(value)} %`;
  if (unit === 'min') return `${number(value)} min`;
  return number(value);
}

function choiceWords(code: string, question: Question, form: Form): string {
  const choice = (question.says ?? form.choices[question.choices ?? ''])?.find((one) => one.code === code);
  return choice ? label(choice.label) : code;
}

function listWords(words: string[]): string {
  if (words.length === 0) return t('answer.none_of_these');
  return new Intl.ListFormat(language(), { type: 'conjunction' }).format(words);
}

/** Say how an answer was found; nothing when nobody said. */
export function sourceWords(answer: Answer): string {
  return answer.source ? t(`answer.how.${answer.source}`) : '';
}
