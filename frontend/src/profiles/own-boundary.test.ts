import { expect, it } from 'vitest';
import type { BoundaryGeometry } from '../map/rules';
import type { Candidate } from '../sync/outbox';
import { beginningOf, claimsTold, middleOf } from './own-boundary';

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
const said = (edit_id: string, value: unknown, by: string, hour = 1, mine = false): Candidate =>
  ({ edit_id, by, made_at: `2026-11-23T0${hour}:00:00+08:00`, mine, answer: { value } }) as Candidate;

const FIELDS = {
  boundary: [
    said('theirs', ground(1), 'luz', 3),
    said('tel1', ground(2), 'rosa', 1),
    said('tel2', ground(3), 'rosa', 2),
  ],
  boundary_method: [
    said('theirs', 'walked_gps', 'luz'),
    said('tel1', 'walked_and_tapped', 'rosa'),
    said('tel2', 'corners_tapped', 'rosa'),
  ],
};
const none = new Set<string>();

it('of several boundaries one goes on with the one of this phone, and takes the place of no other', () => {
  const begun = beginningOf(FIELDS, new Set(['tel1']), 'rosa');
  expect(begun).toEqual({ boundary: ground(2), method: 'walked_and_tapped', saw: ['tel1', 'tel1'] });
  expect(claimsTold(FIELDS, begun.saw, new Set(['tel1']), 'rosa')).toEqual({ n: 3, own: true });
  expect(claimsTold(FIELDS, ['tel2'], new Set(['tel1']), 'rosa')).toEqual({ n: 3, own: false });
});

it('on a new phone one goes on with what the same person drew last; who drew none, with the one shown first', () => {
  expect(beginningOf(FIELDS, none, 'rosa')).toMatchObject({ boundary: ground(3), method: 'corners_tapped' });
  const begun = beginningOf(FIELDS, none, 'jun');
  expect(begun).toEqual({ boundary: ground(1), method: 'walked_gps', saw: ['theirs', 'theirs'] });
  expect(claimsTold(FIELDS, begun.saw, none, 'jun')).toEqual({ n: 3, own: false });
});

it('one boundary alone takes the place of all that was said, and of "do not know" beside it', () => {
  const boundary = [said('a', null, 'luz'), said('b', ground(1), 'luz'), said('c', ground(1), 'rosa')];
  const begun = beginningOf({ boundary, boundary_method: [said('d', 'imported', 'luz')] }, none, 'rosa');
  expect(begun).toEqual({ boundary: ground(1), method: 'imported', saw: ['a', 'b', 'c', 'd'] });
  expect(claimsTold({ boundary }, begun.saw, none, 'rosa').n).toBe(1);
  expect(beginningOf({}, none, 'rosa')).toEqual({ boundary: null, method: undefined, saw: [] });
});

it('a settlement that has only a boundary on the list is known to be in the middle of it', () => {
  const corners = [[1, 1], [3, 1], [3, 5], [1, 5], [1, 1]] as [number, number][]; // prettier-ignore
  expect(middleOf({ type: 'Polygon', coordinates: [corners] })).toEqual([2, 3]);
  expect(middleOf(null)).toBeNull();
});
