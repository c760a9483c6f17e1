/** Typing in what stands on paper: which key says what, and where the next answer goes. Pure, but for the way from field to field. */
import type { NonAnswer } from '../questionnaire/form';

/** The keys of the three answers that are no value: free in every browser, and no part of any text. */
export const KEYS: Record<NonAnswer, string> = { unknown: 'F2', refused: 'F4', not_applicable: 'F8' };

/** The answer a key says, if it says one. */
export function answerOf(key: string): NonAnswer | null {
  return (Object.keys(KEYS) as NonAnswer[]).find((kind) => KEYS[kind] === key) ?? null;
}

/** What was typed towards the number of a choice, and the choice it now is, counted from 1. */
export interface Keyed {
  typed: string;
  pick: number | null;
}

/** Read one more key in a list of so many choices: a number is taken as soon as no longer one could be meant. */
export function keyed(typed: string, key: string, many: number): Keyed {
  if (!/^\d$/.test(key)) return { typed: '', pick: choice(Number(typed), many) };
  const next = Number(typed + key);
  if (choice(next, many) === null) return { typed: '', pick: choice(Number(key), many) };
  return next * 10 > many ? { typed: '', pick: next } : { typed: String(next), pick: null };
}

const choice = (number: number, many: number): number | null => (number >= 1 && number <= many ? number : null);

/** Whether a key goes on to the next field: in a longer text Enter begins a new line. */
export function goesOn(key: string, inText: boolean): boolean {
  return key === 'Tab' || (key === 'Enter' && !inText);
}

/** Go from the field that holds the cursor to the next, or back; tells whether there was one. */
export function goOn(sheet: HTMLElement, from: Element, back: boolean): boolean {
  const stops = [...sheet.querySelectorAll<HTMLElement>('[data-field]')];
  const here = stops.findIndex((stop) => stop.contains(from));
  const next = stops[here + (back ? -1 : 1)];
  if (here < 0 || !next) return false;
  enter(next);
  return true;
}

/** Put the cursor into a field: what stands there is chosen, so that typing takes its place. */
export function enter(stop: HTMLElement): void {
  const field = stop.querySelector<HTMLElement>('input:checked') ?? stop.querySelector<HTMLElement>('input') ?? stop;
  field.focus();
  if (field instanceof HTMLInputElement && field.type === 'text') field.select();
  field.closest('.row')?.scrollIntoView({ block: 'nearest' });
}
