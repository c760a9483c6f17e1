/** Which choices are offered now, and which of those chosen are offered no more: the cascades of a form. Pure. */
import { evaluate } from './expressions';
import type { Answers, Ast, Choice, Form, Question } from './form';
import { truthOf } from './values';

/** Where a question is asked: `row` is `repeat/key/` in a row of a list, else ''. */
export interface Standing {
  form: Form;
  answers: Answers;
  row: string;
  today: string;
}

export interface Offered {
  /** What can be chosen. */
  choices: readonly Choice[];
  /** What was chosen and is offered no more: it is told, and stays until people say otherwise. */
  gone: readonly Choice[];
  /** What the choices follow from and nobody has answered yet: until then all are offered. */
  waits: readonly string[];
}

/** Look at each choice of a question; one nobody can tell of is offered. */
export function offered(question: Question, chosen: readonly string[], at: Standing): Offered {
  const all = at.form.choices[question.choices ?? ''] ?? [];
  const { filter } = question;
  if (!filter) return { choices: all, gone: [], waits: [] };
  const fits = (choice: Choice): boolean | null => {
    const around = { form: at.form, row: at.row.replace(/\/$/, ''), choice: choice.columns ?? {} };
    return truthOf(evaluate(filter, at.answers, null, at.today, around));
  };
  const told = all.map(fits);
  return {
    choices: all.filter((_choice, n) => told[n] !== false),
    gone: all.filter(({ code }, n) => told[n] === false && chosen.includes(code)),
    waits: told.includes(null) ? asksFor(filter) : [],
  };
}

/** The questions an expression reads. */
function asksFor(ast: Ast): string[] {
  if (ast[0] === 'ref') return [ast[1]];
  const parts = ast.flatMap((part): Ast[] => (Array.isArray(part) ? (part as Ast[]) : []));
  return [...new Set(parts.flatMap((part) => (typeof part[0] === 'string' ? asksFor(part) : [])))];
}

/** Choices by what was typed of their words, however accents and capitals were typed; what is chosen stays in sight. */
export function searched(
  choices: readonly Choice[],
  typed: string,
  chosen: readonly string[],
  words: (choice: Choice) => string,
): readonly Choice[] {
  const wanted = plain(typed).split(' ').filter(Boolean);
  if (!wanted.length) return choices;
  return choices.filter((choice) => {
    const said = plain(words(choice));
    return chosen.includes(choice.code) || wanted.every((part) => said.includes(part));
  });
}

const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** How a question wants to be shown, word by word: `minimal quick`. */
export const looksLike = (question: Question, word: string): boolean =>
  (question.appearance ?? '').split(/\s+/).includes(word);
