/** The order in which a meeting is asked: consent first, then the rest, one question after another. Pure. */

import { valueOf } from '../questionnaire/expressions';
import type { Answers, Ask, Ast, Form, Question, Words } from '../questionnaire/form';
import { askedNow, isSaid, stops } from './rules';

export const CONSENT = 'consent_collect';

export interface Asked {
  code: string;
  /** What is answered here, and the same with what is only told between: notes, results. */
  questions: string[];
  stops: string[];
  answered: number;
}

/** Whether the meeting has said yes: before that nothing but the consent is asked. A form that asks for none leaves it to our own. */
export function saidYes(answers: Answers, form?: Form): boolean {
  return valueOf(answers[CONSENT]) === 'yes' || (!!form && !form.questions[CONSENT]);
}

/** What is read out or worked out, and not answered. */
export const isTold = (form: Form, name: string): boolean => /note|calc/.test(form.questions[name]?.type ?? '');

/** The sections as they are asked: consent first; the others only once the meeting has said yes. */
export function sectionsAsked(form: Form, answers: Answers, today: string, more = ''): Asked[] {
  const asked = askedNow(form, answers, today, more).filter((name) => !form.questions[name]?.words_for);
  const consent = form.questions[CONSENT]?.section;
  const sections = form.sections.map(({ code }) => {
    const stops = asked.filter((name) => sectionOf(form, name) === code);
    const questions = stops.filter((name) => !isTold(form, name));
    return { code, stops, questions, answered: questions.filter((name) => isSaid(answers, name)).length };
  });
  const first = sections.filter((section) => section.code === consent);
  return [...first, ...sections.filter((section) => section.code !== consent)].filter(
    (section) => section.stops.length > 0,
  );
}

/** All questions in the order they are asked now, of whom `path` says; `more` is the section being opened. */
export function questionsAsked(form: Form, answers: Answers, today: string, path = '', more = ''): string[] {
  const sections = sectionsAsked(form, answers, today, more);
  const open = saidYes(answers, form) ? sections : sections.slice(0, 1);
  return open.flatMap((section) => section.stops).filter((name) => !path || askOf(form, name) === path);
}

/** Of whom something is asked; a repeat as its first question. */
export const askOf = (form: Form, name: string): Ask | undefined =>
  (form.questions[name] ?? form.questions[form.repeats[name]?.questions[0] ?? ''])?.ask;

export const sectionOf = (form: Form, name: string): string | undefined =>
  (form.questions[name] ?? form.repeats[name])?.section;

/** How the address says which way of asking is gone, and which section is being opened. */
export const onWay = (path: string, more = ''): string =>
  path || more ? `?path=${path}${more && `&more=${more}`}` : '';

/** Questions whose section ends with something to hold up to the meeting; known.ts says what. */
export const HELD_UP = [
  'population_community',
  'taps_public_working',
  'toilet_main_type',
  'present_women',
  'consent_public',
];

/** Whether something is held up between these two: the first ends such a section. */
export function isHeldUp(form: Form, from: string, to: string | null): boolean {
  const section = sectionOf(form, from);
  return section !== sectionOf(form, to ?? '') && HELD_UP.some((name) => sectionOf(form, name) === section);
}

/** The question to go on with: where the person left it, else the first without an answer. */
export function goOnAt(asked: readonly string[], answers: Answers, left: string | null): string | null {
  if (left && asked.includes(left) && !isSaid(answers, left)) return left;
  const from = left ? asked.indexOf(left) : -1;
  const later = asked.slice(from + 1).find((name) => !isSaid(answers, name));
  return later ?? asked.find((name) => !isSaid(answers, name)) ?? null;
}

/** The question `steps` after this one (or before it), null at the end. */
export function stepFrom(asked: readonly string[], name: string, steps: 1 | -1): string | null {
  const here = asked.indexOf(name);
  return here < 0 ? null : (asked[here + steps] ?? null);
}

/** On the way round the open questions: the one that follows this one, null when it was the last. */
export function openAfter(form: Form, open: readonly string[], name: string): string | null {
  const order = stops(form);
  return open.find((one) => order.indexOf(stopOf(one)) > order.indexOf(stopOf(name))) ?? null;
}

/** The stop of the conversation a path belongs to: a question itself, or the repeat whose row it stands in. */
export const stopOf = (path: string): string => path.split('/', 1)[0] ?? '';

/** The words of a question or a repeat by its path. */
export const labelAt = (form: Form, path: string): Words | undefined =>
  (form.questions[path] ?? form.repeats[stopOf(path)])?.label;

/** The group whose questions stand on one screen with this one; '' where it stands alone. */
export function groupOf(form: Form, name: string): string {
  let found = '';
  for (let at = form.questions[name]?.group; at; at = form.groups?.[at]?.within)
    if (form.groups?.[at]?.together) found = at;
  return found;
}

/** Where a question is asked: alone on its page, or with its group; a repeat, and what stands in its rows, on the repeat's own. */
export function askAt(form: Form, profile: string, path: string): string {
  const group = groupOf(form, path);
  return `#/profiles/${profile}/${group ? `group/${group}` : path in form.questions ? 'ask' : 'rows'}/${path}`;
}

/** Where a step leads from a stop on the way that `asked` is: to what the section comes to, or the next; null at the end. */
export function stepAddress(
  form: Form,
  profile: string,
  asked: readonly string[],
  name: string,
  steps: 1 | -1,
): string | null {
  const next = stepFrom(asked, name, steps);
  if (steps > 0 && isHeldUp(form, name, next)) return `#/profiles/${profile}/known/${sectionOf(form, name) ?? ''}`;
  return next && askAt(form, profile, next);
}

/** The name of the question that takes "In your words" for this one, if it has a choice "other". */
export function wordsQuestion(form: Form, name: string): string | null {
  const found = Object.entries(form.questions).find(([, question]) => question.words_for === name);
  return found?.[0] ?? null;
}

/** Whether "In your words" is open: the choice "other" is among the answer. */
export function tookOther(answers: Answers, name: string): boolean {
  const value = valueOf(answers[name]);
  return value === 'other' || (Array.isArray(value) && value.includes('other'));
}

/** The unit a number counts in, as a key of words; the year needs none. */
export function unitOf(question: Question): string | null {
  return question.unit && question.unit !== 'year' ? question.unit : null;
}

/** The other answers this one is held against ("Public and shared taps: 7"), from its own constraint. */
export function heldAgainst(question: Question): string[] {
  return question.constraint ? [...new Set(namesIn(question.constraint))] : [];
}

function namesIn(ast: Ast): string[] {
  switch (ast[0]) {
    case 'ref':
      return [ast[1]];
    case 'and':
    case 'or':
      return ast[1].flatMap(namesIn);
    case 'op':
    case 'call':
      return ast[2].flatMap(namesIn);
    default:
      return [];
  }
}
