import { describe, expect, it } from 'vitest';
import { inMb, leftOf, roomOf } from './room';

const MB = 1_000_000;

describe('the room on a phone', () => {
  it('is told in MB with one place, and never as nothing', () => {
    expect([inMb(3_180_000), inMb(10)]).toEqual(['3.2', '0.1']);
  });

  it.each([
    ['plenty', 100, 10_000, 'enough'],
    ['less than 50 MB left', 9_951, 10_000, 'low'],
    ['exactly 50 MB left of little', 50, 100, 'enough'],
    ['more than nine tenths used', 9_001, 10_000, 'low'],
    ['less than 5 MB left', 9_996, 10_000, 'full'],
    ['more used than there is', 120, 100, 'full'],
  ])('with %s is %s', (_told, usage, quota, left) => {
    expect(leftOf({ usage: usage * MB, quota: quota * MB })).toBe(left);
  });

  it('is not warned of where the browser does not tell', () => {
    expect(roomOf(false, {})).toEqual({ kept: false, used_mb: null, free_mb: null, left: 'enough' });
  });

  it('is told in whole megabytes, never more free than there is', () => {
    expect(roomOf(true, { usage: 1, quota: 2 * MB - 1 })).toEqual({ kept: true, used_mb: 1, free_mb: 1, left: 'full' });
  });
});
