/** Whether this phone's clock can be believed, seen from the server's: it decides nothing, but times may look wrong. Pure. */

const SHOWN_FROM_S = 5 * 60;

/** By how many seconds the phone is ahead (negative: behind), seen half-way between asking and the answer. */
export function aheadOf(server_time: string, asked: Date, answered: Date): number | null {
  const there = Date.parse(server_time);
  if (Number.isNaN(there)) return null;
  return Math.round(((asked.getTime() + answered.getTime()) / 2 - there) / 1000);
}

export interface Skew {
  way: 'ahead' | 'behind';
  unit: 'minutes' | 'hours' | 'days' | 'years';
  n: number;
}

const UNITS: [Skew['unit'], number][] = [
  ['years', 365.25 * 86_400],
  ['days', 86_400],
  ['hours', 3_600],
  ['minutes', 60],
];

/** Say a skew in the largest unit that fits; null up to five minutes. */
export function skewShown(ahead_s: number | undefined): Skew | null {
  const seconds = Math.abs(ahead_s ?? 0);
  if (seconds <= SHOWN_FROM_S) return null;
  const [unit, size] = UNITS.find(([, one]) => seconds >= one) ?? ['minutes', 60];
  return { way: (ahead_s ?? 0) > 0 ? 'ahead' : 'behind', unit, n: Math.round(seconds / size) };
}
