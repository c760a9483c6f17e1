import { expect, it } from 'vitest';
import type { Marked } from '../map/map';
import type { BoundaryGeometry } from '../map/rules';
import type { Candidate } from '../sync/outbox';
import { boundariesSaid, withClaims } from './claimed';

const ground = (west: number): BoundaryGeometry => ({
  type: 'Polygon',
  coordinates: [
    [
      [west, 0],
      [west + 1, 0],
      [west, 1],
      [west, 0],
    ],
  ],
});
const said = (edit_id: string, value: unknown): Candidate => ({ edit_id, answer: { value } }) as Candidate;
const shown: Marked = { id: 's', name: 'Riverside', mark: 'half', tone: 'map', at: [31, -18], boundary: ground(1) };

it('a settlement of which two boundaries are said is drawn with both, and has one mark and one name', () => {
  const claims = boundariesSaid([said('1', ground(1)), said('2', null), said('3', ground(2)), said('4', ground(1))]);
  expect(claims).toEqual([ground(1), ground(2)]);
  const [first, second] = withClaims(shown, claims);
  expect(first).toBe(shown);
  expect(second).toMatchObject({ id: 's', mark: null, at: null, boundary: ground(2), claim: 1 });
  expect(withClaims(shown, boundariesSaid(undefined))).toEqual([shown]);
});
