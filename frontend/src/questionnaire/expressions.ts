/** What an expression comes to, given the answers so far; the twin of app/questionnaire/rules.py.
 *
 * Three-valued: null is unknown. An operand without a value makes an expression unknown, except where one side decides
 * alone (false and unknown is false; true or unknown is true). Held equal with the server by tests/vectors/expressions.json.
 * Here stands what the first question needs; engine.ts teaches the rest. */
import type { Answer, Answers, Ast, Form } from './form';
import { codesOf, equal, finite, isDate, isShape, numberOf, textOf, truthOf, valueOf, type Outcome } from './values';

export { valueOf, type Outcome };

/** What stands around an answer: the form, the row it lies in, the clock, words; all may be left out. */
export interface Around {
  form?: Form;
  /** `toilet_group/communal+pit` */
  row?: string;
  now?: string | null;
  language?: string;
  /** In a choice filter, the columns of the choice that is looked at. */
  choice?: Partial<Record<string, string>>;
}

/** Where an expression stands, and how it reads the answers. */
export interface Place extends Around {
  read: (path: string) => Answer | undefined;
  /** The answers to find rows in, where no list is given. */
  answers?: Answers;
  /** The keys of a list's rows, null while they are not known. */
  list?: (path: string) => readonly string[] | null;
  self: Outcome;
  today: string;
  /** Set while it is found out whether a question applies to a row: that is not asked again inside. */
  applying?: boolean;
}

/** How one kind of tree is looked at. */
type Kind = (ast: Ast, at: Place) => Outcome;
/** A function whose operands are looked at in its own way: not all of them, or all rows of them. */
export type Way = (args: Ast[], at: Place) => Outcome;
/** A function of known values. */
export type Plain = (...values: Outcome[]) => Outcome;

/** Evaluate a tree. `self` is this question's own value, `today` the date of the edit as YYYY-MM-DD. */
export function evaluate(ast: Ast, answers: Answers, self: Outcome, today: string, around: Around = {}): Outcome {
  return come(ast, { ...around, answers, read: (path) => answers[path], self: valueOf({ value: self }), today });
}

/** Return the answers with every calculated question beside them, in each row; unknown ones stay without a value. */
export function withCalculations(form: Form, answers: Answers, today: string): Answers {
  const complete = { ...answers };
  for (const name of form.calculations) {
    const calculation = form.questions[name]?.calculation;
    for (const [row, path] of calculation ? cells(form, name, answers) : [])
      complete[path] = { value: evaluate(calculation!, complete, valueOf(answers[path]), today, { form, row }) };
  }
  return complete;
}

/** Where a question is answered: the row and the path; in each row of its repeat, once rows are known of. */
type Cells = (form: Form, name: string, answers: Answers) => [row: string, path: string][];
let cells: Cells = (_form, name) => [['', name]];

export const come: Kind = (ast, at) => kinds[ast[0]]?.(ast, at) ?? null;

/** `and` is decided by one false, `or` by one true; otherwise one unknown makes it unknown. */
function junction(parts: Ast[], at: Place, decides: boolean): boolean | null {
  let known = true;
  for (const part of parts) {
    const truth = truthOf(come(part, at));
    if (truth === decides) return decides;
    if (truth === null) known = false;
  }
  return known ? !decides : null;
}

export function operation(sign: string, left: Outcome, right: Outcome): Outcome {
  if (left === null || right === null) return null;
  if (sign === '=' || sign === '!=') {
    const same = equal(left, right);
    return same === null ? null : same === (sign === '=');
  }
  const dates = isDate(left) && isDate(right);
  const a = dates ? left : numberOf(left);
  const b = dates ? right : numberOf(right);
  if (a === null || b === null) return null;
  const outcome = SIGNS[sign]!(a as number, b as number);
  return typeof outcome === 'boolean' ? outcome : dates ? null : finite(outcome);
}

const SIGNS: Record<string, (a: number, b: number) => number | boolean> = {
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  div: (a, b) => a / b,
  mod: (a, b) => a % b,
};

const kinds: Record<string, Kind> = {
  num: (ast) => ast[1] as number,
  str: (ast) => ast[1] as string,
  ref: (ast, at) => valueOf(at.read(ast[1] as string)),
  self: (_ast, at) => at.self,
  and: (ast, at) => junction(ast[1] as Ast[], at, false),
  or: (ast, at) => junction(ast[1] as Ast[], at, true),
  op: ([, sign, parts], at) => operation(sign as string, come(parts![0]!, at), come(parts![1]!, at)),
  call: ([, name, args], at) => call(name as string, args!, at),
};

const ways: Record<string, Way> = {
  true: () => true,
  false: () => false,
  today: (_args, at) => at.today,
  if: ([asked, yes, no], at) => {
    const truth = truthOf(come(asked!, at));
    return truth === null ? null : come((truth ? yes : no)!, at);
  },
  coalesce: (args, at) => {
    for (const part of args) {
      const value = come(part, at);
      if (value !== null) return value;
    }
    return null;
  },
};

const functions: Record<string, Plain> = {
  not: (value = null) => !truthOf(value),
  selected: (value = null, code = null) => codesOf(value).includes(textOf(code) ?? ''),
  'count-selected': (value = null) => codesOf(value).length,
  'string-length': (value = null) => (isShape(value) ? null : [...String(textOf(value))].length),
  number: (value = null) => numberOf(value),
  round: (value = null, places = 0) => rounded(numberOf(value), numberOf(places)),
  'format-date': dated,
};

/** What not every form needs: functions of values, functions with their own ways, kinds of trees, and rows. */
export interface Further {
  functions: Record<string, Plain>;
  ways: Record<string, Way>;
  kinds: Record<string, Kind>;
  cells: Cells;
}

export function learn(further: Further): void {
  Object.assign(functions, further.functions);
  Object.assign(ways, further.ways);
  Object.assign(kinds, further.kinds);
  cells = further.cells;
}

function call(name: string, args: Ast[], at: Place): Outcome {
  const way = ways[name];
  if (way) return way(args, at);
  const values = args.map((part) => come(part, at));
  return values.includes(null) ? null : (functions[name]?.(...values) ?? null);
}

/** Round halves away from zero, to so many places. */
function rounded(value: number | null, places: number | null): number | null {
  if (value === null || places === null || places < 0 || places > 9) return null;
  const scale = 10 ** Math.floor(places);
  return finite((Math.sign(value) * Math.floor(Math.abs(value) * scale + 0.5)) / scale);
}

function dated(date: Outcome = null, pattern: Outcome = null): string | null {
  if (!isDate(date)) return null;
  const [year = '', month = '', day = ''] = date.split('-');
  const short = (digits: string) => String(Number(digits));
  const parts: Record<string, string> = { Y: year, y: year.slice(2), m: month, n: short(month), d: day, e: short(day) };
  return String(pattern).replace(/%([Yymnde])/g, (_whole, letter: string) => parts[letter] ?? '');
}
