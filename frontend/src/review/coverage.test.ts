import { describe, expect, it } from 'vitest';
import { countByState, covered, stateNamed } from './coverage';

describe('how far a city is', () => {
  it('counts what is shared as approved too', () => {
    expect(covered(['approved', 'released', 'verified', 'known'])).toBe(2);
  });
  it('counts by state in the order settlements go through them', () => {
    expect(countByState(['approved', 'known', 'known', 'profiling'])).toEqual([
      { state: 'known', count: 2, percent: 50 },
      { state: 'profiling', count: 1, percent: 25 },
      { state: 'approved', count: 1, percent: 25 },
    ]);
  });
  it('shares out no more than a hundred per cent, and the same to the same count', () => {
    const eight = [
      'known',
      'profiling',
      'handed_in',
      'returned',
      'verified',
      'approved',
      'released',
      'said_no',
    ] as const;
    const percents = countByState(eight).map(({ percent }) => percent);
    expect(percents).toEqual([12, 12, 12, 12, 12, 12, 12, 12]);
    expect(countByState(['known', 'known', 'approved']).map(({ percent }) => percent)).toEqual([67, 33]);
  });
  it('counts nothing in an empty city', () => {
    expect(countByState([])).toEqual([]);
  });
  it('takes a state it does not know as on the list', () => {
    expect(stateNamed('disputed')).toBe('known');
    expect(stateNamed(null)).toBe('known');
  });
});
