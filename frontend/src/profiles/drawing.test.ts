import { expect, test } from 'vitest';
import { ringsOf, withCorner, withMoved, withoutCorner, type Ring } from '../map/rings';
import type { BoundaryGeometry, Position } from '../map/rules';
import { asWalked, look, methodOf, notWalked, toldApart } from './drawing';

const CORNERS: Position[] = [
  [121.04, 14.37],
  [121.042, 14.37],
  [121.042, 14.372],
  [121.04, 14.372],
];
const ring = (corners: Position[], closed = true, more: Partial<Ring> = {}): Ring => ({ corners, closed, ...more });
const sized = (times: number): Position[] =>
  CORNERS.map(([lon, lat]) => [121.04 + (lon - 121.04) * times, 14.37 + (lat - 14.37) * times]);

test('an honest boundary has a size and nothing wrong', () => {
  const drawn = look([ring(CORNERS)], [121.041, 14.371]);
  expect(drawn).toMatchObject({ crossings: [], unusual: null, whole: true, corners: 4 });
  expect(Math.round(drawn.area_m2)).toBe(47735);
});

test('the metres round count the closing side as the area does, while it is drawn and once it is closed', () => {
  const [open, closed] = [look([ring(CORNERS, false)], null), look([ring(CORNERS)], null)];
  expect([open.area_m2, open.length_m]).toEqual([closed.area_m2, closed.length_m]);
  expect(Math.round(open.length_m)).toBe(874);
  const begun = ring([CORNERS[0]!, [121.05, 14.38]], false);
  expect(look([ring(CORNERS), begun], null).length_m).toBe(open.length_m);
});

test('while it is open the closing side crosses nothing', () => {
  const bow: Position[] = [CORNERS[0]!, CORNERS[2]!, CORNERS[3]!, CORNERS[1]!];
  expect(look([ring(bow)], null).crossings).not.toEqual([]);
  const hook: Position[] = [
    [121.04, 14.37],
    [121.042, 14.37],
    [121.041, 14.372],
    [121.041, 14.369],
  ];
  expect(look([ring(hook, false)], null).crossings).toHaveLength(1);
  const open: Position[] = [
    [121.04, 14.37],
    [121.04, 14.372],
    [121.042, 14.372],
    [121.042, 14.371],
    [121.039, 14.371],
  ];
  expect(look([ring(open, false)], null).crossings).toHaveLength(1);
});

test('an open line, a crossing, a pocket outside: none of them can be saved', () => {
  expect(look([], null).whole).toBe(false);
  expect(look([ring(CORNERS, false)], null).whole).toBe(false);
  expect(look([ring([CORNERS[0]!, CORNERS[2]!, CORNERS[1]!, CORNERS[3]!])], null).whole).toBe(false);
  const away = CORNERS.map(([lon, lat]): Position => [lon + 0.1, lat]);
  const drawn = look([ring(CORNERS), ring(away, true, { pocket: true })], null);
  expect([drawn.whole, drawn.misplaced]).toEqual([false, [{ ring: 1, as: 'pocket' }]]);
});

test('a boundary the size of a room, of a city, or in another town is asked about', () => {
  expect(look([ring(sized(0.01))], null).unusual).toBe('small');
  expect(look([ring(sized(30))], null).unusual).toBe('large');
  expect(look([ring(CORNERS)], [121.2, 14.37]).unusual).toBe('far');
});

test('a boundary larger than a whole city is refused, wherever it lies', () => {
  expect(look([ring(sized(200))], [0, 0])).toMatchObject({ unusual: 'absurd', whole: false });
});

test('corners on one line enclose nothing, and cannot be kept', () => {
  const line = ring([
    [121.04, 14.38],
    [121.042, 14.382],
    [121.041, 14.3810000001],
  ]);
  expect(look([line], null)).toMatchObject({ unusual: 'nothing', whole: false });
});

test('sides nobody walked are counted in stretches and measured together', () => {
  expect(notWalked([ring(CORNERS, true, { gaps: [false, true, false, true] })])).toEqual({ n: 2, m: 443 });
  expect(notWalked([ring(CORNERS, true, { gaps: [true, false, false, true] })])).toMatchObject({ n: 1 });
  expect(notWalked([ring(CORNERS, true, { gaps: [] }), ring(sized(0.1))])).toMatchObject({ n: 1 });
  expect(notWalked([ring(CORNERS)])).toEqual({ n: 0, m: 0 });
});

test('a boundary far from where the settlement is on the list says how far, and may be saved; one close by says nothing', () => {
  const metre = 1 / 110_600;
  const away = (m: number): number => Math.round(look([ring(CORNERS)], [121.041, 14.37 - m * metre]).beside_m);
  expect([away(900), away(200), away(-50)]).toEqual([900, 0, 0]);
  expect(look([ring(CORNERS)], [121.041, 14.37 - 900 * metre]).whole).toBe(true);
  expect(look([ring(CORNERS, false)], [121.041, 14.36]).beside_m).toBe(0);
  expect(look([ring(CORNERS)], null).beside_m).toBe(0);
});

test('what a thumb put down on purpose is told apart from where GPS was away, and of a line of before it is not guessed', () => {
  const none = { n: 0, m: 0 };
  const walked = ring(CORNERS, true, { gaps: [false, true, false, false], tapped: [] });
  expect(toldApart([walked])).toEqual({ away: { n: 1, m: 221 }, tapped: none, unknown: none });
  expect(toldApart([ring(CORNERS), ring(sized(0.02), true, { pocket: true })])).toEqual({ away: none, tapped: none, unknown: none }); // prettier-ignore
  const pocket = ring(sized(0.02), true, { pocket: true });
  expect(toldApart([walked, pocket])).toMatchObject({ away: { n: 1, m: 221 }, tapped: { n: 1 }, unknown: none });
  const pulled = withMoved(walked, 0, [121.0399, 14.37]);
  expect(toldApart([pulled])).toMatchObject({ away: { n: 1 }, tapped: { n: 1 } });
  const put = withCorner(walked, 1, [121.0425, 14.371]);
  expect(toldApart([put])).toMatchObject({ away: none, tapped: { n: 1 } });
  expect(toldApart([withoutCorner(put, 2)])).toMatchObject({ away: none, tapped: { n: 1 } });

  const { boundary } = look([walked, pocket], null);
  expect(boundary?.not_walked?.length, 'what is kept is what it was').toBe(2);
  const again = ringsOf(JSON.parse(JSON.stringify(boundary)) as BoundaryGeometry);
  expect(toldApart(again)).toMatchObject({ away: none, tapped: { n: 1 }, unknown: { n: 1, m: 221 } });
});

test('a boundary was walked, tapped, part of each, or made as it stood where most of it did', () => {
  const walked = ring(CORNERS, true, { gaps: [] });
  expect(methodOf([walked], null)).toBe('walked_gps');
  expect(methodOf([{ ...walked, gaps: [false, false, false, true] }], null)).toBe('walked_and_tapped');
  expect(methodOf([{ ...walked, gaps: [true, true, true, true] }], 'walked_gps')).toBe('corners_tapped');
  expect(methodOf([walked, ring(sized(0.02))], null)).toBe('walked_gps');
  expect(methodOf([ring(CORNERS, true, { stood: true })], 'imported')).toBe('imported');
  expect(methodOf([ring(sized(0.02), true, { stood: true }), walked], 'imported')).toBe('walked_gps');
  expect(methodOf([ring(CORNERS)], null)).toBe('corners_tapped');
});

test('where nobody walked travels with the boundary, whichever way it was gone round, and is there to be changed again', () => {
  const north = [...CORNERS].reverse();
  const gaps = [true, true, false, false];
  const { boundary } = look([ring(north, true, { gaps }), ring(sized(0.2), true, { pocket: true, gaps: [] })], null);
  expect(boundary?.not_walked).toEqual([[north[0], north[1], north[2]]]);
  const [again, pocket] = ringsOf(JSON.parse(JSON.stringify(boundary)) as BoundaryGeometry);
  expect(notWalked([again!, pocket!])).toEqual(notWalked([ring(north, true, { gaps })]));
  expect(pocket).toMatchObject({ pocket: true, gaps: [false, false, false, false] });
  expect(look([ring(CORNERS)], null).boundary).not.toHaveProperty('not_walked');
});

test('a boundary that an earlier version only called walked counts as walked all round, until a corner is pulled', () => {
  const stands = asWalked({ type: 'Polygon', coordinates: [[...CORNERS, CORNERS[0]!]] }, 'walked_gps')!;
  const [line] = ringsOf(stands);
  expect(methodOf([line!], 'walked_gps')).toBe('walked_gps');
  const pulled = withMoved(line!, 0, [121.0399, 14.37]);
  expect(pulled.gaps).toEqual([true, false, false, true]);
  expect(methodOf([pulled], 'walked_gps')).toBe('walked_and_tapped');
  expect(asWalked(stands, 'corners_tapped')).toBe(stands);
});
