import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { BoundaryGeometry } from '../map/rules';
import { overlapOf, tooNear } from './overlap';
import { shareWords } from './sizes';

interface Case {
  name: string;
  one: BoundaryGeometry;
  other: BoundaryGeometry;
  share: number | null;
  area_m2: number | null;
}

const vectors = new URL('../../../tests/vectors/overlaps.json', import.meta.url);
const { cases } = JSON.parse(readFileSync(vectors, 'utf8')) as { cases: Case[] };

describe('the ground two boundaries share is the same on the phone as on the server', () => {
  it.each(cases.map((one) => [one.name, one] as const))('%s', (_name, { one, other, share, area_m2 }) => {
    for (const overlap of [overlapOf(one, other), overlapOf(other, one)]) {
      if (share === null || area_m2 === null) expect(overlap).toBeNull();
      else {
        expect(shareWords(overlap?.share ?? 0)).toBe(shareWords(Math.round(share * 10_000) / 10_000)); // as the server sends it
        expect(Math.abs((overlap?.m2 ?? 0) - area_m2)).toBeLessThan(area_m2 / 1000);
      }
    }
  });

  it('tells of neighbours only beyond a twentieth of the smaller, the nearest quarrel first', () => {
    const square = (west: number): BoundaryGeometry => ({
      type: 'Polygon',
      coordinates: [
        [
          [west, -18],
          [west + 0.001, -18],
          [west + 0.001, -17.999],
          [west, -17.999],
          [west, -18],
        ],
      ],
    });
    const others = [31.00096, 31.00094, 31.0005, 31.1].map((west) => ({ west, boundary: square(west) }));
    const told = tooNear(square(31), [...others, { west: 0, boundary: null }]);
    expect(told.map(({ other }) => other.west)).toEqual([31.0005, 31.00094]);
  });
});
