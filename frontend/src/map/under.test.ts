import { expect, it } from 'vitest';
import { drawnBy } from './under';

it('whoever drew the maps is named once, in the order of the maps', () => {
  const packs = [['© OpenStreetMap contributors'], ['City hall', '© OpenStreetMap contributors '], [' ']];
  expect(drawnBy(packs.map((attribution) => ({ attribution })))).toBe('© OpenStreetMap contributors · City hall');
  expect(drawnBy([])).toBe('');
});
