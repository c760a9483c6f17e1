/** Says a row of a list in plain words: what it is called, and the first things said of it. */
import { label, t } from '../kit/i18n.svelte';
import { answerWords } from '../questionnaire/answer-words';
import { valueOf } from '../questionnaire/expressions';
import type { Answers, Form, Question } from '../questionnaire/form';
import { heldAgainst, tookOther, wordsQuestion } from './asking';
import { inRow } from './repeats';
import { keyQuestions } from './row-acts';
import { isAnswered } from './rules';

const LINES = 3;
const PERSONAL = 3;

/** Answer words, "other" in the people's own. */
function said(form: Form, row: Answers, name: string, money: string): string {
  const own = tookOther(row, name) ? valueOf(row[wordsQuestion(form, name) ?? '']) : null;
  const answer = row[name];
  if (typeof own === 'string') return own;
  return answer && isAnswered(answer) ? answerWords(answer, form.questions[name] as Question, form, money) : '';
}

/** What a row is called: by its key, else by its first question, else by its number. */
export function rowTitle(form: Form, answers: Answers, repeat: string, key: string, place: number): string {
  const row = inRow(form, answers, repeat, key);
  const keys = keyQuestions(form, repeat);
  const names = keys.length ? keys : (form.repeats[repeat]?.questions.slice(0, 1) ?? []);
  const words = names.map((name) => said(form, row, name, '')).filter(Boolean);
  return words.join(' · ') || t('rows.number', { n: place + 1 });
}

/** The first things said of a row, each in a line; a number held against another of the row stands with it: "4 of 6". */
export function rowLines(form: Form, answers: Answers, repeat: string, key: string, money: string): string[] {
  const row = inRow(form, answers, repeat, key);
  const keys = keyQuestions(form, repeat);
  const called = keys.length ? keys : (form.repeats[repeat]?.questions.slice(0, 1) ?? []);
  const names = (form.repeats[repeat]?.questions ?? []).filter(
    (name) =>
      !called.includes(name) && (form.questions[name]?.sensitive ?? 0) < PERSONAL && said(form, row, name, money),
  );
  const partOf = (name: string): string | undefined =>
    heldAgainst(form.questions[name] as Question).find(
      (other) =>
        names.includes(other) && typeof valueOf(row[name]) === 'number' && typeof valueOf(row[other]) === 'number',
    );
  const wholes = names.map(partOf);
  return names
    .filter((name) => !wholes.includes(name))
    .slice(0, LINES)
    .map((name) => {
      const whole = partOf(name);
      const words = said(form, row, name, money);
      const value = whole ? t('rows.part', { part: words, whole: said(form, row, whole, money) }) : words;
      return t('rows.line', { question: label(form.questions[name]?.label), answer: value });
    });
}
