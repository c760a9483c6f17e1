import { describe, expect, it } from 'vitest';
import { isLong, nearLimit, signsLeft, tooLong } from './signs';

describe('the length of a text', () => {
  it('is told by how much it is over, and never cut', () => {
    expect(signsLeft('a'.repeat(2300), 2000)).toBe(-300);
    expect(tooLong('a'.repeat(2000), 2000)).toBe(false);
    expect(tooLong('a'.repeat(2001), 2000)).toBe(true);
  });
  it('counts a sign of two halves once, as the server does', () => {
    expect(signsLeft('🏠🏠', 2)).toBe(0);
  });
  it('is spoken of only near the limit', () => {
    expect(nearLimit('a'.repeat(1799), 2000)).toBe(false);
    expect(nearLimit('a'.repeat(1800), 2000)).toBe(true);
    expect(nearLimit('a'.repeat(107), 120)).toBe(false);
    expect(nearLimit('a'.repeat(108), 120)).toBe(true);
    expect(nearLimit('MZN', 3), 'a code is full as soon as it is right').toBe(false);
  });
  it('folds a purpose of many signs or many lines', () => {
    expect(isLong('Drains before the rains.')).toBe(false);
    expect(isLong('a'.repeat(401))).toBe(true);
    expect(isLong('a\n'.repeat(8))).toBe(true);
  });
});
