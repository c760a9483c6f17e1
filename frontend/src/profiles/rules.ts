/** What is asked now, what is still open, and what does not fit together: the twin of app/profiles/rules.py.
 *
 * Warnings are said while drafting and looked at again on handing in. tests/vectors/profile_rules.json holds both equal. */
import { evaluate, valueOf, type Outcome } from '../questionnaire/expressions';
import type { Answer, Answers, Form, Question, Repeat, Rule, RuleKind, Words } from '../questionnaire/form';
import { rowsIn } from '../questionnaire/rows-here';
import { workedOut, type Engine } from '../questionnaire/working-out';
import { inRow } from './repeats';

export interface Warning {
  /** A rule's id (X3), or rule/question where a question's own constraint is broken (X7/taps_public_working). */
  id: string;
  rule: string;
  kind: RuleKind;
  questions: string[];
  says: Words;
}

const CONSENT = 'consent_collect';
const OWN_CONSTRAINT = 'range';

/** Tell whether the meeting said no: then nothing but the consent is asked. */
export function saidNo(answers: Answers): boolean {
  return valueOf(answers[CONSENT]) === 'no';
}

/** Any of the four answers will do; blank is none of them. */
export function isAnswered(answer: Answer | undefined): boolean {
  return answer?.answer !== undefined || valueOf(answer) !== null;
}

/** Consent is a yes or a no: a "refused" there is a question not asked yet. Elsewhere any of the four answers will do; a repeat
 * is said by its rows or as a whole, never by both. */
export function isSaid(answers: Answers, name: string): boolean {
  if (name === CONSENT) return valueOf(answers[name]) !== null;
  return isAnswered(answers[name]) !== hasRows(answers, name);
}

const hasRows = (answers: Answers, name: string): boolean => !!rowsIn(answers)[name]?.length;

/** What is asked now, in the meeting's order, a repeat as one question: the short form, and all of a section that somebody
 * opened (`more` is being opened). An unknown condition shows the question as optional, save in the welcome: the reason for a
 * no is not asked before there is one. */
export function askedNow(form: Form, answers: Answers, today = '', more = ''): string[] {
  const engine = workedOut(form, answers, today);
  return inForm(form, answers, more).filter((name) => {
    const question = askedAt(form, name);
    if (!question || !isForNow(form, question, answers)) return false;
    return engine.relevant(name) ?? question.section !== form.questions[CONSENT]?.section;
  });
}

/** The questions that must be answered before handing in, in order, those in rows by their path; any of the four answers will do. */
export function openQuestions(form: Form, answers: Answers, today: string): string[] {
  const engine = workedOut(form, answers, today);
  return inForm(form, answers).flatMap((name) => {
    const asked = askedAt(form, name);
    if (!asked || !isForNow(form, asked, answers)) return [];
    if (isSaid(answers, name)) return openInRows(form, name, answers, engine, today);
    const repeat = form.repeats[name];
    if (repeat) return hasRows(answers, name) || isNeeded(form, repeat) ? [name] : [];
    return engine.required(name) ? [name] : [];
  });
}

/** What a repeat that was opened still needs, row by row. */
function openInRows(form: Form, repeat: string, answers: Answers, engine: Engine, today: string): string[] {
  const keys = rowsIn(answers)[repeat] ?? [];
  const complete = keys.length ? engine.complete() : {};
  return keys.flatMap((key) => {
    const row = inRow(form, complete, repeat, key);
    const open = (name: string): boolean =>
      !isAnswered(row[name]) && isOpen(form, form.questions[name] as Question, row, today, `${repeat}/${key}`);
    return (form.repeats[repeat]?.questions ?? []).filter(open).map((name) => `${repeat}/${key}/${name}`);
  });
}

const isOpen = (form: Form, question: Question, answers: Answers, today: string, row: string): boolean =>
  question.required && relevance(form, question, answers, today, row) === true;

/** What does not fit together, or only what is `about` one question: first the questions' own constraints, then the rules across
 * questions, each once. */
export function warnings(form: Form, answers: Answers, today: string, about?: string): Warning[] {
  if (saidNo(answers)) return [];
  const engine = workedOut(form, answers, today);
  const own = (about ? [about] : Object.keys(form.questions)).filter((name) => engine.fault(name));
  const broken = engine.broken(about);
  const across = broken.filter((rule, n) => broken.findIndex((other) => other.id === rule.id) === n);
  const complete = own.length + across.length ? engine.complete() : {};
  return [
    ...own.map((name) => ownWarning(form, name, complete)),
    ...across.map((rule) => ruleWarning(form, rule, complete, today)),
  ];
}

/** Every stop of the conversation in the order of the sections: the questions that stand alone, and each repeat once. */
export function stops(form: Form): string[] {
  const names = form.sections.flatMap((section) => section.questions);
  return [...new Set(names.map((name) => form.questions[name]?.repeat ?? name))];
}

const askedAt = (form: Form, name: string): Question | Repeat | undefined => form.questions[name] ?? form.repeats[name];

const isCore = (form: Form, repeat: Repeat): boolean => repeat.questions.some((name) => form.questions[name]?.core);

/** Whether a question or a list lies beyond the short form and can be put to people. */
export const liesBeyond = (form: Form, name: string): boolean =>
  form.repeats[name] ? !isCore(form, form.repeats[name]) : isBeyond(form.questions[name]);

/** Whether a question lies beyond the short form and can be put to people one by one. */
const isBeyond = (question?: Question): boolean =>
  !!question &&
  !(question.core || question.repeat || question.words_for) &&
  !/header|auto/.test(question.ask) &&
  !/calc|geop|image|audio/.test(question.type);

const isNeeded = (form: Form, repeat: Repeat): boolean =>
  repeat.questions.some((name) => form.questions[name]?.required);

/** The short form: what is core, and the sections and repeats somebody opened by answering any of what lies beyond it. */
function inForm(form: Form, answers: Answers, more = ''): string[] {
  const beyond = Object.keys(answers).filter((name) => isBeyond(form.questions[name]) && isAnswered(answers[name]));
  const opened = [more, ...beyond.map((name) => form.questions[name]?.section)];
  return stops(form).filter((name) => {
    const question = form.questions[name];
    if (question?.core) return question.type !== 'calculate' || question.read_only;
    if (question) return isBeyond(question) && opened.includes(question.section);
    const repeat = form.repeats[name];
    if (!repeat || isCore(form, repeat) || opened.includes(repeat.section)) return repeat;
    return isAnswered(answers[name]) || hasRows(answers, name);
  });
}

function isForNow(form: Form, question: Question | Repeat, answers: Answers): boolean {
  return !saidNo(answers) || question.section === form.questions[CONSENT]?.section;
}

function relevance(form: Form, question: Question | Repeat, answers: Answers, today: string, row = ''): boolean | null {
  if (!('relevant' in question) || !question.relevant) return true;
  const outcome = evaluate(question.relevant, answers, null, today, { form, row });
  return outcome === null ? null : Boolean(outcome);
}

export function ownWarning(form: Form, name: string, answers: Answers): Warning {
  const question = form.questions[name] as Question;
  const rule = question.rule ?? OWN_CONSTRAINT;
  const kind = form.rules.find((one) => one.id === rule)?.kind ?? 'warn_reason';
  const value = valueOf(answers[name]);
  const sentence = typeof value === 'number' && value < 0 ? (question.below ?? question.message) : question.message;
  const says = filled(form, sentence ?? { en: '' }, answers, { answer: value });
  return { id: `${rule}/${name}`, rule, kind, questions: [name], says };
}

function ruleWarning(form: Form, rule: Rule, answers: Answers, today: string): Warning {
  const shown = Object.entries(rule.shows ?? {}).map(([name, ast]) => [
    name,
    evaluate(ast, answers, null, today, { form }),
  ]);
  const says = filled(form, rule.says, answers, Object.fromEntries(shown) as Record<string, Outcome>);
  return { id: rule.id, rule: rule.id, kind: rule.kind, questions: rule.questions, says };
}

/** Put values into the {places} of a sentence, in each of its languages. */
export function filled(form: Form, says: Words, answers: Answers, extra: Record<string, Outcome>): Words {
  const sentences = Object.entries(says).map(([language, sentence]) => [
    language,
    (sentence ?? '').replace(/\{(\w+)\}/g, (_whole, name: string) =>
      inWords(form, name, name in extra ? (extra[name] ?? null) : valueOf(answers[name]), language),
    ),
  ]);
  return Object.fromEntries(sentences) as Words;
}

function inWords(form: Form, name: string, value: Outcome, language: string): string {
  if (value === null) return '?';
  if (typeof value === 'number') return String(Math.floor(value * 100 + 0.5) / 100);
  const choices = form.choices[form.questions[name]?.choices ?? ''] ?? [];
  const label = choices.find((choice) => choice.code === value)?.label;
  return label?.[language] ?? label?.en ?? String(value);
}
