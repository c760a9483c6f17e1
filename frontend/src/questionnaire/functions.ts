/** The functions of known values that not every form needs; the twin of app/questionnaire/functions.py. Null is unknown: it
 * never comes in, and comes out where there is no answer. */
import type { Plain } from './expressions';
import { dated, dayAt, daysOf, momentAt, secondsOf } from './moments';
import { codesOf, finite, numberOf, textOf, truthOf, type Outcome } from './values';

/** Write a value as text, a number in plain digits. */
export const writtenOf = (value: Outcome): string | null => (typeof value === 'number' ? digits(value) : textOf(value));

function digits(value: number): string {
  if (Number.isInteger(value)) return String(BigInt(value));
  const [short = '', power] = String(value).split('e-');
  if (!power) return short;
  const sign = value < 0 ? '-' : '';
  return `${sign}0.${'0'.repeat(Number(power) - 1)}${short.replace(/[-.]/g, '')}`;
}

/** The text to look into: an accent is the same, however it was typed. */
export const lettersOf = (value: Outcome): string | null => writtenOf(value)?.normalize('NFC') ?? null;

const LONGEST_MATCHED = 1000;

/** A function of numbers: unknown where an operand is no number or the result is none. */
const withNumbers =
  (reckon: (...numbers: number[]) => number): Plain =>
  (...values) => {
    const numbers = values.map(numberOf);
    return numbers.includes(null) ? null : finite(reckon(...(numbers as number[])));
  };

/** A function of texts; a shape has no text. */
const withLetters =
  (look: (...texts: string[]) => Outcome): Plain =>
  (...values) => {
    const texts = values.map(lettersOf);
    return texts.includes(null) ? null : look(...(texts as string[]));
  };

/** A number, and a day as its days since 1970. */
const figure = (value: Outcome): number | null => daysOf(value) ?? numberOf(value);

const ofFigure =
  (write: (days: number) => Outcome) =>
  (value: Outcome = null): Outcome => {
    const days = figure(value);
    return days === null ? null : write(days);
  };

function selectedAt(value: Outcome = null, place: Outcome = null): Outcome {
  const at = numberOf(place);
  return at === null || at < 0 ? null : (codesOf(value)[Math.trunc(at)] ?? null);
}

/** Take letters from a start (counted from 0, below 0 from the end) up to before an end. */
function part(value: Outcome = null, start: Outcome = null, end?: Outcome): Outcome {
  const [text, first, last] = [lettersOf(value), numberOf(start), end === undefined ? Infinity : numberOf(end)];
  if (text === null || first === null || last === null) return null;
  return [...text].slice(Math.trunc(first), Math.trunc(last)).join('');
}

/** Put the letter at the same place of `put` for each letter of `found`, nothing where there is none. */
function exchanged(text = '', found = '', put = ''): string {
  const [from, to] = [[...found], [...put]];
  return [...text].map((letter) => (from.includes(letter) ? (to[from.indexOf(letter)] ?? '') : letter)).join('');
}

function fits(value: Outcome = null, pattern: Outcome = null): boolean | null {
  const text = lettersOf(value);
  if (text === null || [...text].length > LONGEST_MATCHED) return null;
  return new RegExp(`^(?:${pattern as string})$`, 'u').test(text);
}

/** How much of the day had passed at a time (14:30) or a moment. */
function shareOfDay(value: Outcome = null): number | null {
  if (typeof value !== 'string') return null;
  const seconds = secondsOf(daysOf(value) !== null && value.length > 10 ? value.slice(11) : value);
  return seconds === null ? null : seconds / 86400;
}

export const FURTHER: Record<string, Plain> = {
  number: (value = null) => figure(value),
  'format-date': dated,
  'format-date-time': dated,
  selected: (value = null, code = null) => codesOf(value).includes(writtenOf(code) ?? ''),
  'string-length': (value = null) => {
    const text = writtenOf(value);
    return text === null ? null : [...text].length;
  },
  boolean: (value = null) => truthOf(value),
  'boolean-from-string': withLetters((text) => text === 'true' || text === '1'),
  'selected-at': selectedAt,
  int: ofFigure((number) => finite(Math.trunc(number))),
  abs: withNumbers(Math.abs),
  pow: withNumbers(Math.pow),
  sqrt: withNumbers(Math.sqrt),
  exp: withNumbers(Math.exp),
  exp10: withNumbers((n) => Math.pow(10, n!)),
  log: withNumbers(Math.log),
  log10: withNumbers(Math.log10),
  sin: withNumbers(Math.sin),
  cos: withNumbers(Math.cos),
  tan: withNumbers(Math.tan),
  asin: withNumbers(Math.asin),
  acos: withNumbers(Math.acos),
  atan: withNumbers(Math.atan),
  atan2: withNumbers(Math.atan2),
  string: (value = null) => writtenOf(value),
  substr: part,
  'substring-before': withLetters((text = '', mark = '') => text.slice(0, Math.max(0, text.indexOf(mark)))),
  'substring-after': withLetters((text = '', mark = '') =>
    text.includes(mark) ? text.slice(text.indexOf(mark) + mark.length) : '',
  ),
  contains: withLetters((text = '', piece = '') => text.includes(piece)),
  'starts-with': withLetters((text = '', piece = '') => text.startsWith(piece)),
  'ends-with': withLetters((text = '', piece = '') => text.endsWith(piece)),
  'normalize-space': withLetters((text = '') => text.replace(/[ \t\r\n]+/g, ' ').replace(/^ | $/g, '')),
  translate: withLetters(exchanged),
  regex: fits,
  date: ofFigure(dayAt),
  'date-time': ofFigure(momentAt),
  'decimal-date-time': ofFigure((days) => days),
  'decimal-time': shareOfDay,
};

/** The largest (way 1) or smallest (way -1) of numbers, or of days; unknown of none, and of what cannot be compared. */
export function extreme(values: Outcome[], way: 1 | -1): Outcome {
  const most = (numbers: (number | null)[]): number =>
    numbers.reduce<number>((best, one, at) => (way * (one! - numbers[best]!) > 0 ? at : best), 0);
  const days = values.map(daysOf);
  if (values.length && !days.includes(null)) return values[most(days)] ?? null;
  const numbers = values.map(numberOf);
  return numbers.includes(null) ? null : (numbers[most(numbers)] ?? null);
}
