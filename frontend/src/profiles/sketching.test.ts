import { describe, expect, test } from 'vitest';
import type { Draft, OldDraft } from '../map/begun';
import type { BoundaryGeometry, Position } from '../map/rules';
import type { Fix } from '../map/walk';
import {
  added,
  another,
  begunAgain,
  closedNow,
  EMPTY,
  goOnWith,
  movedTo,
  redone,
  removed,
  stepTo,
  takenBack,
  undone,
  walkEnded,
  walkedIn,
} from './sketching';

const CORNERS: Position[] = [
  [121.04, 14.37],
  [121.042, 14.37],
  [121.042, 14.372],
  [121.04, 14.372],
];
const square = (east: number, size = 1): Position[] => {
  const corners = CORNERS.map(([lon, lat]): Position => [
    121.04 + east + (lon - 121.04) * size,
    14.37 + (lat - 14.37) * size,
  ]);
  return [...corners, corners[0]!];
};
const PARTS: BoundaryGeometry = {
  type: 'MultiPolygon',
  coordinates: [[square(0), square(0.0002, 0.5)], [square(0.01)]],
};
const METRE = 1 / 110_600;
const walkedNorth = (metres: number, from = 1): Fix[] =>
  Array.from({ length: metres / 5 + 1 }, (_, i) => ({
    n: from + i,
    lon: 121.04,
    lat: 14.37 + i * 5 * METRE,
    accuracy_m: 4,
    at: new Date(i * 4000).toISOString(),
  }));
const drawnBy = (corners: readonly Position[]): Draft => corners.reduce((draft, at) => added(draft, at), EMPTY);

describe('going on with a boundary', () => {
  test('of several parts and pockets, all of them are there to be changed', () => {
    const draft = goOnWith(null, PARTS, [], ['seen']);
    expect(draft.rings.map(({ corners, pocket }) => [corners.length, !!pocket])).toEqual([
      [4, false],
      [4, true],
      [4, false],
    ]);
    expect(draft.saw).toEqual(['seen']);
  });

  test('that an earlier version began with the first part of several brings the other parts back', () => {
    const old: OldDraft = { corners: [...CORNERS.slice(0, 3), [121.0401, 14.3721]], closed: true, method: 'tapped' };
    const draft = goOnWith(old, PARTS, [], []);
    expect(draft.rings).toHaveLength(3);
    expect(draft.rings[0]?.corners).toEqual(old.corners);
    expect(draft.rings[2]?.corners[0]?.[0]).toBeCloseTo(121.05, 6);
  });

  test('that an earlier version began elsewhere leaves what stands alone', () => {
    const old: OldDraft = {
      corners: [
        [121.5, 14.5],
        [121.51, 14.5],
        [121.51, 14.51],
      ],
      closed: false,
      method: 'tapped',
    };
    expect(goOnWith(old, PARTS, [], []).rings).toHaveLength(1);
  });

  test('begun again by an earlier version keeps what was drawn before, and its walk', () => {
    const fixes = walkedNorth(50);
    const before: OldDraft = { corners: CORNERS, closed: true, method: 'walked' };
    const draft = goOnWith(
      { corners: [], closed: false, method: 'tapped', after: fixes.length, before },
      null,
      fixes,
      [],
    );
    expect([draft.rings, walkedIn(draft, fixes), !!draft.walking]).toEqual([[], [], false]);
    expect(undone(draft).rings[0]).toMatchObject({ corners: CORNERS, closed: true, gaps: [] });
  });

  test('a walk kept by any version goes on', () => {
    expect(goOnWith(null, PARTS, walkedNorth(50), [])).toMatchObject({ walking: true, rings: [] });
    expect(goOnWith({ corners: [], closed: false, method: 'tapped' }, null, walkedNorth(50), []).walking).toBe(true);
  });
});

describe('the steps of drawing', () => {
  test('each can be undone and done again, back to the empty map', () => {
    const drawn = closedNow(drawnBy(CORNERS));
    expect(drawn.rings[0]).toMatchObject({ corners: CORNERS, closed: true });
    let back = drawn;
    while (back.past.length) back = undone(back);
    expect(back.rings).toEqual([]);
    let again = back;
    while (again.future.length) again = redone(again);
    expect(again.rings).toEqual(drawn.rings);
    expect(movedTo(undone(drawn), 0, 1, [1, 2]).future).toEqual([]);
  });

  test('two corners are not closed, and the last corner taken away takes its line along', () => {
    const two = drawnBy(CORNERS.slice(0, 2));
    expect(closedNow(two)).toBe(two);
    expect(removed(removed(two, 0, 0), 0, 0).rings).toEqual([]);
  });

  test('another part and a pocket are lines of their own', () => {
    const first = closedNow(drawnBy(CORNERS));
    const pocket = closedNow(
      square(0.0002, 0.5)
        .slice(0, 4)
        .reduce(added, another(first, [], 'pocket', false)),
    );
    expect(pocket.rings.map((ring) => !!ring.pocket)).toEqual([false, true]);
    expect(pocket.next).toBeNull();
    expect(added(another(pocket, [], 'part', false), [121.05, 14.37]).rings[2]).toMatchObject({ closed: false });
  });

  test('beginning again keeps the corners and the walk, until there is something new', () => {
    const fixes = walkedNorth(20);
    const drawn = stepTo(EMPTY, { rings: [{ corners: CORNERS, closed: true }], walking: true });
    const again = begunAgain(drawn, fixes);
    expect([again.rings, walkedIn(again, fixes)]).toEqual([[], []]);
    expect(undone(again)).toMatchObject({ rings: drawn.rings, walking: true });
    expect(walkedIn(undone(again), fixes)).toEqual(fixes);
    expect(begunAgain(again, fixes)).toBe(again);
  });

  test('what can be undone stays small enough for a phone, the last step is always there', () => {
    const many = Array.from({ length: 5_000 }, (_, n): Position => [121 + n / 1e6, 14]);
    let draft = goOnWith(null, { type: 'Polygon', coordinates: [many] }, [], []);
    for (let n = 0; n < 5; n++) draft = movedTo(draft, 0, n, [122, 15]);
    expect(draft.past).toHaveLength(1);
    expect(undone(draft).rings[0]?.corners[4]).toEqual(many[4]);
  });
});

describe('the steps of walking', () => {
  test('a walk that ends becomes a line, and undoing that goes on with the walk', () => {
    const fixes = walkedNorth(100);
    const ended = walkEnded({ ...EMPTY, walking: true }, fixes, 'closed');
    expect(ended).toMatchObject({ walking: false, after: fixes.length });
    expect(walkedIn(ended, fixes)).toEqual([]);
    expect(walkedIn(undone(ended), fixes)).toEqual(fixes);
    expect(undone(ended).walking).toBe(true);
  });

  test('where nobody can walk the rest is tapped, and told as not walked', () => {
    const fixes = walkedNorth(100);
    const rest = walkEnded({ ...EMPTY, walking: true }, fixes, 'tapping');
    const closed = closedNow(added(rest, [121.041, 14.3705]));
    expect(closed.rings[0]).toMatchObject({ closed: true, gaps: [false, true, true], tapped: [false, true, true] });
    const straight = walkEnded(
      { ...EMPTY, walking: true },
      [...fixes, { ...fixes[0]!, n: 999, lon: 121.0425 }],
      'closed',
    );
    expect(straight.rings[0]?.gaps?.filter(Boolean).length).toBeGreaterThan(0);
    expect(straight.rings[0]?.tapped, 'nobody tapped it').toEqual([]);
  });

  test('a wrong turn is taken back, its fixes are kept, and what follows comes after a gap', () => {
    const fixes = walkedNorth(100);
    const back = takenBack({ ...EMPTY, walking: true }, fixes, 20);
    const left = walkedIn(back, fixes);
    expect(left.at(-1)?.lat).toBeCloseTo(14.37 + 80 * METRE, 6);
    const on = { ...fixes[0]!, n: fixes.length + 1, lon: 121.05 };
    expect(walkedIn(back, [...fixes, on]).at(-1)).toMatchObject({ n: on.n, gap: true });
    expect(walkedIn(undone(back), fixes)).toEqual(fixes);
  });

  test('a second part that is walked begins after the fixes of the first', () => {
    const first = walkedNorth(100);
    const ended = walkEnded({ ...EMPTY, walking: true }, first, 'closed');
    const second = walkedNorth(50, first.length + 1);
    expect(walkedIn(another(ended, first, 'part', true), [...first, ...second])).toEqual(second);
  });
});
