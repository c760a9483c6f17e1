import { describe, expect, it } from 'vitest';
import { aheadOf, skewShown } from './ahead';

const at = (time: string): Date => new Date(`2026-11-22T${time}Z`);

describe("the phone's clock", () => {
  it('is compared half-way between asking and the answer, so that a slow line is not a wrong clock', () => {
    expect(aheadOf('2026-11-22T10:00:30Z', at('10:00:00'), at('10:01:00'))).toBe(0);
    expect(aheadOf('2026-11-22T10:00:00Z', at('13:00:00'), at('13:00:00'))).toBe(3 * 3600);
    expect(aheadOf('no time', at('13:00:00'), at('13:00:00'))).toBeNull();
  });

  it('is not spoken of up to five minutes', () => {
    expect(skewShown(undefined)).toBeNull();
    expect(skewShown(300)).toBeNull();
    expect(skewShown(-300)).toBeNull();
  });

  it.each([
    [301, 'ahead', 5, 'minutes'],
    [-59 * 60, 'behind', 59, 'minutes'],
    [3 * 3600 + 40, 'ahead', 3, 'hours'],
    [-40 * 86_400, 'behind', 40, 'days'],
    [-3 * 365.25 * 86_400, 'behind', 3, 'years'],
  ])('%i seconds is told as %s by %i %s', (seconds, way, n, unit) => {
    expect(skewShown(seconds)).toEqual({ way, n, unit });
  });
});
