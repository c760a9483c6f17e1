/** Turn what a thumb taps or types into an answer's value: numbers, choices, steps. Pure. */

import type { Answer, NonAnswer, Source } from './form';

/** Why a text is not a number to write down: none at all, one of two, larger than anything counted, or below nought. */
export type Unread = 'wrong' | 'unclear' | 'large' | 'below';

const LARGEST = 1e12;
const MANY = 10_000_000;
const ONE_GROUP = /^-?[1-9]\d{0,2},\d{3}$/;
/** 12,500 and 12.500 and, as in Mumbai, 1,25,000. */
const GROUPED = /^-?(?:[1-9]\d{0,2}(?:(?:,\d{3})+|(?:\.\d{3})+)|[1-9]\d?(?:,\d{2})+,\d{3})$/;
const GROUPED_THEN_PART = /^-?[1-9]\d{0,2}(?:(?:,\d{3})+\.\d+|(?:\.\d{3})+,\d+)$/;
const WHOLE = /^-?\d+$/;
const DECIMAL = /^-?(?:\d+[.,]?\d*|[.,]\d+)$/;

const bare = (typed: string): string => typed.replace(/[\s\u00a0\u202f']/g, '');

/**
 * Read a typed number as people write it, thousands set apart or not. Null when blank; a word when it cannot be read. What
 * is counted or measured is never below nought; where less is possible, `least` says so.
 */
export function numberFrom(typed: string, whole: boolean, least = 0): number | null | Unread {
  const text = bare(typed);
  if (text === '') return null;
  if (!whole && ONE_GROUP.test(text)) return 'unclear';
  const plain = whole ? wholeIn(text) : decimalIn(text);
  if (plain === null) return 'wrong';
  const value = Number(plain);
  if (value < Math.min(0, least)) return 'below';
  return Math.abs(value) > LARGEST ? 'large' : value;
}

function wholeIn(text: string): string | null {
  if (WHOLE.test(text)) return text;
  return GROUPED.test(text) ? text.replace(/[.,]/g, '') : null;
}

/** A lone point stands before the part of one, so 1.500 is one and a half. */
function decimalIn(text: string): string | null {
  if (DECIMAL.test(text)) return text.replace(',', '.');
  if (GROUPED.test(text)) return text.replace(/[.,]/g, '');
  if (!GROUPED_THEN_PART.test(text)) return null;
  const at = Math.max(text.lastIndexOf(','), text.lastIndexOf('.'));
  return `${text.slice(0, at).replace(/[.,]/g, '')}.${text.slice(at + 1)}`;
}

/** The last day that can be written down: a year has four digits. */
export const LAST_DAY = '9999-12-31';

/** Whether a text is a day of the calendar as the server takes it: 2026-11-22. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || text.startsWith('0000')) return false;
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

/** Whether a text is a time of day, 14:30. */
export const isTime = (text: string): boolean => /^([01]\d|2[0-3]):[0-5]\d$/.test(text);

/** Whether a text is a day with its time, 2026-11-22T14:30. */
export const isMoment = (text: string): boolean =>
  isDay(text.slice(0, 10)) && text[10] === 'T' && isTime(text.slice(11));

/** The first day of a month; '' when nothing is said, null while it is only half said. */
export function firstDay(year: string, month: string): string | null {
  if (year === '' && (month === '' || month === '01')) return '';
  const day = `${year}-${month}-01`;
  return isDay(day) ? day : null;
}

/** A place from its degrees as written: longitude and latitude; null when blank. South and West may be said by a letter. */
export function degreesFrom(lat: string, lon: string): [number, number] | null | 'wrong' {
  if (!lat.trim() && !lon.trim()) return null;
  const [y, x] = [degrees(lat, 90), degrees(lon, 180)];
  return y === null || x === null ? 'wrong' : [x, y];
}

/** Why two numbers are no place: of a grid in metres (UTM), latitude and longitude turned round, or something else. */
export function noDegrees(lat: string, lon: string): 'metres' | 'turned' | 'wrong' {
  if ([lat, lon].every((one) => /^-?\d{5,8}([.,]\d*)?\s*m?[NSEW]?$/i.test(one.replace(/\s/g, '')))) return 'metres';
  return lat.trim() && lon.trim() && degreesFrom(lon, lat) !== 'wrong' ? 'turned' : 'wrong';
}

function degrees(text: string, most: number): number | null {
  const found = /^([+-]?)(\d{1,3}(?:[.,]\d{1,15})?)°?([NSEW]?)$/i.exec(text.replace(/\s/g, '').replace('−', '-'));
  if (!found) return null;
  const [, sign = '', digits = '', side = ''] = found;
  const value = Number(digits.replace(',', '.'));
  if (value > most || (sign && side) || (side && 'NSns'.includes(side) !== (most === 90))) return null;
  return sign === '-' || 'SWsw'.includes(side || '-') ? -value : value;
}

/** The nearest number a range can give, without the crumbs of binary fractions. */
export function onStep(value: number, least: number, step: number): number {
  return Number((least + Math.round((value - least) / step) * step).toFixed(9));
}

/** The same in another order: one of them put at another place. */
export function putAt(codes: readonly string[], from: number, to: number): string[] {
  const one = codes[from];
  const others = codes.filter((_code, place) => place !== from);
  return one === undefined ? others : [...others.slice(0, to), one, ...others.slice(to)];
}

/** The two numbers an unclear text may mean: 1,500 is 1500 or 1.5. */
export function meanings(typed: string): { many: string; few: string } {
  const text = bare(typed);
  return { many: text.replace(',', ''), few: String(Number(text.replace(',', '.'))) };
}

/** Whether a count is larger than any settlement's: it is kept, and asked about. */
export function isVast(value: unknown): boolean {
  return typeof value === 'number' && Math.abs(value) > MANY;
}

/** One more or one less, never below the least; from blank a step up begins at one, or where such numbers begin. */
export function stepped(value: number | null, by: 1 | -1, least = 0, begin = 1): number {
  if (value === null && by === 1) return Math.max(least, begin);
  const next = Math.round(((value ?? 0) + by) * 100) / 100;
  return Math.max(least, next);
}

/** Tick or untick a choice: 'none' stands alone, and goes when another is ticked. */
export function ticked(chosen: readonly string[], code: string): string[] {
  if (chosen.includes(code)) return chosen.filter((one) => one !== code);
  if (code === 'none') return ['none'];
  return [...chosen.filter((one) => one !== 'none'), code];
}

/** An answer holding a value, with how it was found; null when there is nothing to say. */
export function answered(value: Answer['value'], source: Source | null): Answer | null {
  if (value === null || value === undefined || value === '') return null;
  if (Array.isArray(value) && value.length === 0) return null;
  return source ? { value, source } : { value };
}

/** What pressing one of the three answers that are no value says: pressed again, it brings back what stood before. */
export function pressed(kind: NonAnswer, now: Answer | undefined, before: Answer | null): Answer | null {
  return now?.answer === kind ? before : { answer: kind };
}

/** What can be brought back after one of the three was pressed: the value it took the place of, however often one changed among them. */
export function toBringBack(now: Answer | undefined, before: Answer | null): Answer | null {
  if (now?.answer) return before;
  return now?.value === null || now?.value === undefined ? null : now;
}

/** What a thumb came down on, and when (ms). */
export interface Tap<On> {
  on: On;
  at: number;
}

const ONE_TAP_MS = 400;

/** Whether a second tap on the same place is the trembling of a thumb, or of a slow phone, and not another wish. */
export const trembles = <On>(last: Tap<On> | null, now: Tap<On>): boolean =>
  last?.on === now.on && now.at - last.at < ONE_TAP_MS;
