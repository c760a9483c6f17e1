/** What is read back to residents: section by section, every question that was answered. Pure. */

import type { Answers, Form } from '../questionnaire/form';
import { sectionsAsked } from './asking';
import { isAnswered } from './rules';

export interface SectionRead {
  code: string;
  questions: string[];
}

/** The sections with something to read, in the order they were asked; consent is not read back. */
export function sectionsRead(form: Form, answers: Answers, today: string): SectionRead[] {
  const consent = form.questions['consent_collect']?.section;
  return sectionsAsked(form, answers, today)
    .filter(({ code }) => code !== consent)
    .map(({ code, questions }) => ({ code, questions: questions.filter((name) => isAnswered(answers[name])) }))
    .filter(({ questions }) => questions.length > 0);
}

/** A number of people as typed: whole, not below nought; null when blank, 'wrong' when it is no such number. */
export function headsFrom(typed: string): number | null | 'wrong' {
  const text = typed.trim();
  if (!text) return null;
  return /^\d{1,6}$/.test(text) ? Number(text) : 'wrong';
}
