import { expect, it } from 'vitest';
import { largestFirst } from './grounds-here';

it('neighbours who both claim most ground come first, and of as many square metres those of whom it is the larger share', () => {
  const found = [
    { name: 'a lane', area_m2: 90, share: 0.9 },
    { name: 'a field', area_m2: 4200.2, share: 0.1 },
    { name: 'a half', area_m2: 4199.8, share: 0.5 },
  ];
  expect(largestFirst(found).map(({ name }) => name)).toEqual(['a half', 'a field', 'a lane']);
  expect(found[0]?.name).toBe('a lane');
});
