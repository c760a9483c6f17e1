/** Days and moments in expressions: reckoning with them and writing them as a form wants; the twin of what values.py and
 * functions.py say of days. A clock's zone is not looked at: it is the time of the place. */
import { operation } from './expressions';
import { isDate, numberOf, type Outcome } from './values';

const CLOCK = /^([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d(?:\.\d{1,3})?))?(Z|[+-]\d\d:\d\d)?$/;
const DAY_MS = 864e5;
const FIRST_DAY = -719162; // 0001-01-01
const LAST_DAY = 2932896; // 9999-12-31

/** The days since the first of January 1970 of a day or a moment; the zone of a clock is not looked at. */
export function daysOf(value: Outcome): number | null {
  if (typeof value !== 'string' || !isDate(value.slice(0, 10))) return null;
  const days = Date.parse(`${value.slice(0, 10)}T00:00Z`) / DAY_MS;
  if (Number.isNaN(days) || dayAt(days) !== value.slice(0, 10)) return null;
  if (value.length === 10) return days;
  const seconds = value[10] === 'T' ? secondsOf(value.slice(11)) : null;
  return seconds === null ? null : days + seconds / 86400;
}

/** The seconds since midnight of a time such as 14:05 or 14:05:30.500+02:00. */
export function secondsOf(clock: string): number | null {
  const found = CLOCK.exec(clock);
  return found && Number(found[1]) * 3600 + Number(found[2]) * 60 + Number(found[3] ?? 0);
}

/** Write a count of days since 1970 as a day. */
export function dayAt(days: number): string | null {
  const whole = Math.floor(days);
  if (!(whole >= FIRST_DAY && whole <= LAST_DAY)) return null;
  return new Date(whole * DAY_MS).toISOString().slice(0, 10);
}

/** Write a count of days since 1970 as a day and a time, to the second. */
export function momentAt(days: number): string | null {
  const seconds = Math.floor(days * 86400 + 0.5);
  const day = dayAt(seconds / 86400);
  return day && new Date(seconds * 1000).toISOString().slice(0, 19);
}

/** Put two values together: a day and a number of days make a day, two days the days between them, the rest as ever. What stands
 * in quotes is text: date('2026-11-21') is a day. */
export function withDays(sign: string, left: Outcome, right: Outcome, quoted: boolean): Outcome {
  const [a, b] = [daysOf(left), daysOf(right)];
  if (/[<>]/.test(sign) && a !== null && b !== null && !(isDate(left) && isDate(right))) return operation(sign, a, b);
  if (!'+-'.includes(sign) || quoted || (a === null && b === null)) return operation(sign, left, right);
  if (a !== null && b !== null) return sign === '-' ? a - b : null;
  const by = numberOf(a === null ? left : right);
  const day = a ?? (sign === '+' ? b : null);
  if (day === null || by === null) return null;
  const moved = sign === '+' ? day + by : day - by;
  return isDate(a === null ? right : left) ? dayAt(moved) : momentAt(moved);
}

/** Write a day or a moment as the form writer wants it; weekdays and months by their short English names. */
export function dated(moment: Outcome = null, pattern: Outcome = null): string | null {
  const days = daysOf(moment);
  if (days === null) return null;
  const text = String(moment);
  const [, weekday = '', , month = ''] = /(\w+), (\d+) (\w+)/.exec(new Date(days * DAY_MS).toUTCString()) ?? [];
  const place: Record<string, string> = {
    Y: text.slice(0, 4),
    y: text.slice(2, 4),
    m: text.slice(5, 7),
    d: text.slice(8, 10),
    b: month,
    a: weekday,
    H: text.slice(11, 13) || '00',
    M: text.slice(14, 16) || '00',
    S: /^\d\d$/.exec(text.slice(17, 19))?.[0] ?? '00',
    3: (/\.(\d+)/.exec(text)?.[1] ?? '').padEnd(3, '0'),
  };
  const short: Record<string, string> = { n: 'm', e: 'd', h: 'H' };
  return String(pattern).replace(/%([YymnbdeaHhMS3])/g, (_whole, sign: string) =>
    sign in short ? String(Number(place[short[sign]!])) : (place[sign] ?? ''),
  );
}
