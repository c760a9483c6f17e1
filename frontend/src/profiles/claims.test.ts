import { describe, expect, it } from 'vitest';
import type { BoundaryGeometry } from '../map/rules';
import type { Candidate } from '../sync/outbox';
import { claimsIn, groundOfAll, markedClaims } from './claims';

function square(west: number, side = 0.002): BoundaryGeometry {
  const [east, south, north] = [west + side, -18, -18 + side];
  return {
    type: 'Polygon',
    coordinates: [
      [
        [west, south],
        [east, south],
        [east, north],
        [west, north],
        [west, south],
      ],
    ],
  };
}

const said = (edit_id: string, value: unknown): Candidate =>
  ({ edit_id, by: 'p', made_at: '2026-11-22T09:00:00+02:00', mine: false, answer: { value } }) as Candidate;

describe('claims of a boundary', () => {
  it('keep their letters in the order every phone shows them, people who agree sharing one', () => {
    const claims = claimsIn([said('1', square(31)), said('2', square(31.001)), said('3', square(31))]);
    expect(claims.map(({ letter }) => letter)).toEqual(['A', 'B']);
    expect(claims[0]?.m2).toBeCloseTo(46887, -1);
  });

  it('have no letter once one stands alone, as when it was chosen together, and no mark that would want one', () => {
    const settled = claimsIn([said('2', square(31.001)), said('3', square(31.001))]);
    expect(settled.map(({ letter }) => letter)).toEqual(['']);
    expect(markedClaims(settled, null, 'both')).toMatchObject([{ name: '', mark: null, lettered: false }]);
  });

  it('each have their letter on a spot of their own where one lies in the middle of the other', () => {
    const [inner] = [square(31.0006, 0.0008)].map(({ coordinates }) => coordinates as [number, number][][]);
    const middle = {
      type: 'Polygon',
      coordinates: inner?.map((ring) => ring.map(([lon, lat]) => [lon, lat + 0.0006])),
    };
    const claims = claimsIn([said('1', square(31)), said('2', middle)]);
    const [whole, within] = markedClaims(claims, null, 'both').map(({ at }) => at);
    expect(within?.[0]).toBeCloseTo(31.001, 6);
    const apart = Math.max(...[0, 1].map((axis) => Math.abs((whole?.[axis] ?? 0) - (within?.[axis] ?? 0))));
    expect(apart).toBeGreaterThan(0.0005);
  });

  it('leave the letter of whoever did not know to that answer', () => {
    const claims = claimsIn([said('1', square(31)), said('2', null), said('3', square(31.001))]);
    expect(claims.map(({ letter }) => letter)).toEqual(['A', 'C']);
  });

  it('share the ground that lies in all of them, however many there are', () => {
    const two = claimsIn([said('1', square(31)), said('2', square(31.001))]);
    expect(groundOfAll(two)?.share).toBeCloseTo(0.5, 3);
    const three = claimsIn([said('1', square(31)), said('2', square(31.001)), said('3', square(31.0015, 0.001))]);
    expect(groundOfAll(three)?.share).toBeCloseTo(0.5, 3);
    expect(groundOfAll(claimsIn([said('1', square(31)), said('2', square(31.5))]))).toBeNull();
    expect(groundOfAll(claimsIn([said('1', square(31))]))).toBeNull();
  });

  it('are named on the map where no other claim is, or in the middle where all is shared', () => {
    const claims = claimsIn([said('1', square(31)), said('2', square(31.001))]);
    const [one, other, both] = markedClaims(claims, groundOfAll(claims), 'both');
    expect(one?.at?.[0]).toBeCloseTo(31.0005, 6);
    expect(other?.at?.[0]).toBeCloseTo(31.0025, 6);
    expect([one?.name, other?.name, both?.name]).toEqual(['A', 'B', 'both']);
    expect([one?.lettered, other?.lettered, both?.lettered]).toEqual([true, true, undefined]);
    expect(one?.tone).not.toBe(other?.tone);
    const within = claimsIn([said('1', square(31, 0.001)), said('2', square(31))]);
    expect(markedClaims(within, groundOfAll(within), 'both')[0]?.at?.[0]).toBeCloseTo(31.0005, 6);
  });
});
