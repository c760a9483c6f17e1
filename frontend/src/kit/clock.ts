/** The one place that asks the phone what time it is; rules get times as arguments. */

export const now = (): Date => new Date();

const two = (n: number): string => String(Math.floor(Math.abs(n))).padStart(2, '0');

/** Write a moment as RFC 3339 with the phone's own offset, so that "today" can be read from it. */
export function localIso(moment: Date = now()): string {
  const offset = -moment.getTimezoneOffset();
  const shifted = new Date(moment.getTime() + offset * 60_000).toISOString().slice(0, 19);
  return `${shifted}${offset < 0 ? '-' : '+'}${two(offset / 60)}:${two(offset % 60)}`;
}

/** The phone's own date, "2026-11-21". */
export const today = (moment: Date = now()): string => localIso(moment).slice(0, 10);
