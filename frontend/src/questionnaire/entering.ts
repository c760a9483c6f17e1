/** Turn what a thumb taps or types into an answer's value: numbers, choices, steps. Pure. */

import type { Answer, NonAnswer, Source } from './form';

/** Read a typed number: spaces between thousands and a decimal comma are fine. Null when blank, 'wrong' when no number. */
export function numberFrom(typed: string, whole: boolean): number | null | 'wrong' {
  const text = typed.replace(/[\s\u00a0\u202f']/g, '').replace(/,/g, '.');
  if (text === '') return null;
  if (!/^-?\d+(\.\d*)?$|^-?\.\d+$/.test(text)) return 'wrong';
  const value = Number(text);
  if (!Number.isFinite(value) || Math.abs(value) > 1e12) return 'wrong';
  return whole && !Number.isInteger(value) ? 'wrong' : value;
}

/** One more or one less, never below the least; from blank a step up begins at one. */
export function stepped(value: number | null, by: 1 | -1, least = 0): number {
  const next = Math.round(((value ?? 0) + by) * 100) / 100;
  return Math.max(least, next);
}

/** Tick or untick a choice: 'none' stands alone, and goes when another is ticked. */
export function ticked(chosen: readonly string[], code: string): string[] {
  if (chosen.includes(code)) return chosen.filter((one) => one !== code);
  if (code === 'none') return ['none'];
  return [...chosen.filter((one) => one !== 'none'), code];
}

/** Bundles of five for the tally under a number; too many to look at give none. */
export function bundles(value: number | null): number[] {
  if (value === null || value <= 0 || value > 30 || !Number.isInteger(value)) return [];
  return Array.from({ length: Math.ceil(value / 5) }, (_, i) => Math.min(5, value - 5 * i));
}

/** An answer holding a value, with how it was found; null when there is nothing to say. */
export function answered(value: Answer['value'], source: Source | null): Answer | null {
  if (value === null || value === undefined || value === '') return null;
  if (Array.isArray(value) && value.length === 0) return null;
  return source ? { value, source } : { value };
}

/** One of the three answers that are no value. */
export function notAnswered(answer: NonAnswer): Answer {
  return { answer };
}
