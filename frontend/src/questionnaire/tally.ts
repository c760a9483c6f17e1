/** Counting on the walk as on paper: strokes in bundles of five, each tap one more, the last tap taken back. Pure. */

/** So many strokes are drawn; more are told as bundles. */
const MOST_DRAWN = 30;

/** The bundles of five to draw, the last one perhaps not full; too many to look at give only the last. */
export function bundles(value: number | null): number[] {
  if (value === null || value <= 0 || !Number.isInteger(value)) return [];
  if (value > MOST_DRAWN) return value % 5 === 0 ? [] : [value % 5];
  return Array.from({ length: Math.ceil(value / 5) }, (_, i) => Math.min(5, value - 5 * i));
}

/** A count too large to draw, told as people count bundles: 43 is eight bundles and three. */
export function told(value: number | null): { bundles: number; rest: number } | null {
  if (value === null || value <= MOST_DRAWN || !Number.isInteger(value)) return null;
  return { bundles: Math.floor(value / 5), rest: value % 5 };
}

/** One tap: the number before it and after it. */
export interface Tap {
  from: number | null;
  to: number;
}

/** The tap that can be taken back: the last one, while the number it made still stands. */
export const lastTap = (taps: readonly Tap[], value: number | null): Tap | null => {
  const last = taps.at(-1);
  return last && last.to === value ? last : null;
};
