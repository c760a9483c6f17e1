/** What is read back to residents: section by section, every question that was answered. Pure. */

import type { Answers, Form } from '../questionnaire/form';
import { DELETED, isMark, pathsOfSection } from '../questionnaire/rows';
import { sectionsAsked } from './asking';
import { rowsInOrder } from './row-rules';
import { isAnswered } from './rules';

export interface SectionRead {
  code: string;
  questions: string[];
}

/** The sections with something to read, in the order they were asked, with the rows of their repeats; consent is not read back. */
export function sectionsRead(form: Form, answers: Answers, today: string): SectionRead[] {
  const consent = form.questions['consent_collect']?.section;
  const asked = sectionsAsked(form, answers, today);
  const others = form.sections.filter(({ code }) => !asked.some((one) => one.code === code));
  return [...asked, ...others.map(({ code }) => ({ code, questions: [] }))]
    .filter(({ code }) => code !== consent)
    .map(({ code, questions }) => ({ code, questions: saidIn(form, code, questions, answers) }))
    .map(({ code, questions }) => ({ code, questions: questions.filter((name) => isAnswered(answers[name])) }))
    .filter(({ questions }) => questions.length > 0);
}

const saidIn = (form: Form, section: string, asked: readonly string[], answers: Answers): string[] => {
  const paths = Object.keys(answers);
  const removed = paths
    .filter((path) => path.endsWith(`/${DELETED}`) && 'saw' in (answers[path] ?? {}))
    .map((path) => path.slice(0, -DELETED.length));
  return pathsOfSection(form, section, asked, paths, (list) => rowsInOrder(form, answers, list)).filter(
    (path) => !isMark(path) && !removed.some((row) => path.startsWith(row)),
  );
};

/** A number of people as typed: whole, not below nought; null when blank, 'wrong' when it is no such number. */
export function headsFrom(typed: string): number | null | 'wrong' {
  const text = typed.trim();
  if (!text) return null;
  return /^\d{1,6}$/.test(text) ? Number(text) : 'wrong';
}
