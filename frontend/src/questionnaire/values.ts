/** What the value of an answer is to an expression: true or not, a number, a text, codes, a day. Null is unknown, everywhere.
 *
 * The twin of app/questionnaire/values.py. */
import type { Answer } from './form';

export type Outcome = string | number | boolean | string[] | object | null;

const NUMBER = /^ *-?(\d+(\.\d*)?|\.\d+) *$/;
const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** Return what an answer holds; null for blank and for the three answers that are no value. */
export function valueOf(answer: Answer | undefined): Outcome {
  const value = answer?.value;
  if (value === undefined || value === null || value === '') return null;
  if (Array.isArray(value) && value.length === 0) return null;
  return value;
}

export function truthOf(value: Outcome): boolean | null {
  if (value === null) return null;
  if (typeof value === 'boolean') return value;
  return value !== 0 && value !== '';
}

export function numberOf(value: Outcome): number | null {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  return typeof value === 'string' && NUMBER.test(value) ? Number(value) : null;
}

/** A number that can be kept: no infinity, and no zero below zero. */
export const finite = (value: number): number | null => (Number.isFinite(value) ? value + 0 : null);

export const isShape = (value: Outcome): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Write a value as text, codes with a blank between; a shape has no text. */
export const textOf = (value: Outcome): string | null =>
  value === null || isShape(value) ? null : Array.isArray(value) ? value.join(' ') : String(value);

/** The codes chosen: a list as it is, text by its words, as XForms keeps them. */
export function codesOf(value: Outcome): string[] {
  if (Array.isArray(value)) return value.map(String);
  return (textOf(value) ?? '').split(/[ \t\r\n]+/).filter(Boolean);
}

export const isDate = (value: Outcome): value is string => typeof value === 'string' && DATE.test(value);

/** Compare two values: lists as sets of codes, numbers as numbers, text however its accents were typed. */
export function equal(left: Outcome, right: Outcome): boolean | null {
  if (isShape(left) || isShape(right)) return isShape(left) && isShape(right) ? null : false;
  if (Array.isArray(left) || Array.isArray(right)) return sorted(left) === sorted(right);
  if (typeof left === 'boolean' || typeof right === 'boolean') return truthOf(left) === truthOf(right);
  if (typeof left === 'number' || typeof right === 'number') {
    const [a, b] = [numberOf(left), numberOf(right)];
    return a === null || b === null ? null : a === b;
  }
  return (left as string).normalize('NFC') === (right as string).normalize('NFC');
}

const sorted = (value: Outcome): string => codesOf(value).sort().join(' ');
