/** What an expression comes to, given the answers so far; the twin of app/questionnaire/rules.py.
 *
 * Three-valued: null is unknown. An operand without a value makes an expression unknown, except where one side decides
 * alone (false and unknown is false; true or unknown is true). Held equal with the server by tests/vectors/expressions.json. */
import type { Answer, Answers, Ast, Form } from './form';

export type Outcome = string | number | boolean | string[] | object | null;

interface Place {
  answers: Answers;
  self: Outcome;
  today: string;
}

const NUMBER = /^ *-?(\d+(\.\d*)?|\.\d+) *$/;
const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** Return what an answer holds; null for blank and for the three answers that are no value. */
export function valueOf(answer: Answer | undefined): Outcome {
  const value = answer?.value;
  if (value === undefined || value === null || value === '') return null;
  if (Array.isArray(value) && value.length === 0) return null;
  return value;
}

/** Evaluate a tree. `self` is this question's own value, `today` the date of the edit as YYYY-MM-DD. */
export function evaluate(ast: Ast, answers: Answers, self: Outcome, today: string): Outcome {
  return come(ast, { answers, self: valueOf({ value: self }), today });
}

/** Return the answers with every calculated question beside them; unknown ones stay without a value. */
export function withCalculations(form: Form, answers: Answers, today: string): Answers {
  const complete = { ...answers };
  for (const name of form.calculations) {
    const calculation = form.questions[name]?.calculation;
    if (calculation) complete[name] = { value: evaluate(calculation, complete, null, today) };
  }
  return complete;
}

function come(ast: Ast, at: Place): Outcome {
  switch (ast[0]) {
    case 'num':
    case 'str':
      return ast[1];
    case 'ref':
      return valueOf(at.answers[ast[1]]);
    case 'self':
      return at.self;
    case 'and':
      return junction(ast[1], at, false);
    case 'or':
      return junction(ast[1], at, true);
    case 'op':
      return operation(ast[1], come(ast[2][0], at), come(ast[2][1], at));
    case 'call':
      return call(ast[1], ast[2], at);
  }
}

/** `and` is decided by one false, `or` by one true; otherwise one unknown makes it unknown. */
function junction(parts: Ast[], at: Place, decides: boolean): boolean | null {
  let known = true;
  for (const part of parts) {
    const truth = toTruth(come(part, at));
    if (truth === decides) return decides;
    if (truth === null) known = false;
  }
  return known ? !decides : null;
}

function toTruth(value: Outcome): boolean | null {
  if (value === null) return null;
  if (typeof value === 'boolean') return value;
  return value !== 0 && value !== '';
}

function toNumber(value: Outcome): number | null {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'string' && NUMBER.test(value)) return Number(value);
  return null;
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value + 0 : null;
}

function operation(sign: string, left: Outcome, right: Outcome): Outcome {
  if (left === null || right === null) return null;
  if (sign === '=' || sign === '!=') {
    const same = equal(left, right);
    return same === null ? null : same === (sign === '=');
  }
  const dates = typeof left === 'string' && typeof right === 'string' && DATE.test(left) && DATE.test(right);
  const a = dates ? left : toNumber(left);
  const b = dates ? right : toNumber(right);
  if (a === null || b === null) return null;
  switch (sign) {
    case '<':
      return a < b;
    case '<=':
      return a <= b;
    case '>':
      return a > b;
    case '>=':
      return a >= b;
  }
  return dates ? null : arithmetic(sign, a as number, b as number);
}

function arithmetic(sign: string, a: number, b: number): number | null {
  switch (sign) {
    case '+':
      return finite(a + b);
    case '-':
      return finite(a - b);
    case '*':
      return finite(a * b);
    default:
      return b === 0 ? null : finite(a / b);
  }
}

function equal(left: Outcome, right: Outcome): boolean | null {
  if (isShape(left) || isShape(right)) return isShape(left) && isShape(right) ? null : false;
  if (Array.isArray(left) || Array.isArray(right)) return sorted(left) === sorted(right);
  if (typeof left === 'boolean' || typeof right === 'boolean') return toTruth(left) === toTruth(right);
  if (typeof left === 'number' || typeof right === 'number') {
    const a = toNumber(left);
    const b = toNumber(right);
    return a === null || b === null ? null : a === b;
  }
  return (left as string).normalize('NFC') === (right as string).normalize('NFC');
}

function sorted(value: Outcome): string {
  return codes(value).sort().join(' ');
}

function isShape(value: Outcome): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The codes chosen: a list as it is, text by its words, as XForms keeps them. */
function codes(value: Outcome): string[] {
  if (Array.isArray(value)) return value.map(String);
  return String(value).split(/\s+/).filter(Boolean);
}

function call(name: string, args: Ast[], at: Place): Outcome {
  const [first, second, third] = args;
  if (name === 'today') return at.today;
  if (name === 'true') return true;
  if (name === 'false') return false;
  if (first === undefined || name === 'sum') return null;
  if (name === 'coalesce') return come(first, at) ?? (second ? come(second, at) : null);
  const value = come(first, at);
  if (name === 'if') return choose(toTruth(value), second, third, at);
  if (value === null) return null;
  const other = second ? come(second, at) : null;
  switch (name) {
    case 'not':
      return !toTruth(value);
    case 'selected':
      return other === null ? null : codes(value).includes(String(other));
    case 'count-selected':
      return codes(value).length;
    case 'string-length':
      return [...toText(value)].length;
    case 'number':
      return toNumber(value);
    case 'round':
      return second ? rounded(toNumber(value), toNumber(other)) : rounded(toNumber(value), 0);
    case 'format-date':
      return typeof other === 'string' ? dated(toText(value), other) : null;
  }
  return null;
}

function choose(truth: boolean | null, yes: Ast | undefined, no: Ast | undefined, at: Place): Outcome {
  const chosen = truth ? yes : no;
  return truth === null || !chosen ? null : come(chosen, at);
}

function toText(value: Outcome): string {
  return Array.isArray(value) ? value.join(' ') : String(value);
}

/** Round halves away from zero, to so many places. */
function rounded(value: number | null, places: number | null): number | null {
  if (value === null || places === null || places < 0 || places > 9) return null;
  const scale = 10 ** Math.floor(places);
  return finite((Math.sign(value) * Math.floor(Math.abs(value) * scale + 0.5)) / scale);
}

function dated(date: string, pattern: string): string | null {
  if (!DATE.test(date)) return null;
  const [year, month, day] = [date.slice(0, 4), date.slice(5, 7), date.slice(8)];
  const short = (digits: string) => String(Number(digits));
  const parts: Record<string, string> = { Y: year, y: year.slice(2), m: month, n: short(month), d: day, e: short(day) };
  return pattern.replace(/%([Yymnde])/g, (_whole, letter: string) => parts[letter] ?? '');
}
