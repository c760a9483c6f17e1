/** What follows from the points on a settlement's map. */
import { expect, test } from 'vitest';
import type { Described } from '../sync/outbox';
import type { Layer } from './catalogue';
import { mappedOf } from './marks';
import {
  geometryOf,
  nextNumber,
  numberedTwice,
  pointOf,
  positionIn,
  sameAsLast,
  standing,
  standingAt,
  underThumb,
  type PointHere,
} from './rules';

const layer = (number: string): Layer => ({ layer: 'water_point', number, quick: ['source', 'status'] }) as Layer;

function point(ref: string, made_at: string, more: Record<string, unknown> = {}): PointHere {
  const said = { layer: 'water_point', ref, geometry: { type: 'Point', coordinates: [31, -17] }, ...more };
  const fields = Object.fromEntries(
    Object.entries(said).map(([path, value]) => [
      path,
      [{ edit_id: `${ref}/${path}`, answer: { value }, by: 'rosa', made_at, mine: true }],
    ]),
  );
  const record = { record_id: `${ref}@${made_at}`, form: 'water_point@1', kind: 'feature', fields, deleted: false };
  return pointOf(record as unknown as Described);
}

test.each([
  ['T', [], 'T1'],
  ['T', ['T1', 'T2'], 'T3'],
  ['T', ['T9', 'T10'], 'T11'],
  ['', ['B2-013', 'B2-014'], 'B2-015'],
  ['T', ['by the chapel'], 'T1'],
  ['T', ['T2', 'T1'], 'T3'],
  ['', [], '1'],
])('after %s %j comes %s', (letter, refs, next) => {
  const points = refs.map((ref, n) => point(ref, `2026-11-22T08:0${n}:00+02:00`));
  expect(nextNumber(layer(letter), points)).toBe(next);
});

test('a number painted on something that was taken off is not given again, and is told like one that stands', () => {
  const ever = [point('T1', '1'), { ...point('T2', '2'), deleted: true }];
  expect(nextNumber(layer('T'), ever)).toBe('T3');
  expect(['T1', ' T1 ', 'T2', 'T3', ''].map((ref) => standing(ref, ever))).toEqual([
    'stands',
    'stands',
    'gone',
    '',
    '',
  ]);
});

test('a number on two points is told, the same number of another layer is not', () => {
  const [one, other, third] = [point('T1', '1'), point('T1', '2'), point('T1', '3', { layer: 'toilet' })];
  expect(numberedTwice([one, other, third])).toEqual([one, other]);
});

test('the next is the same as the last in what is asked at once, and in nothing else', () => {
  const before = point('T1', '1', { source: 'borehole', status: 'working' });
  const last = point('T2', '2', { source: 'public_tap', queue_min: 15 });
  expect(sameAsLast(layer('T'), [last, before, point('T3', '3')], 'T3@3')).toEqual({
    ref: 'T2',
    set: { source: { value: 'public_tap' } },
  });
  expect(sameAsLast(layer('T'), [before], 'T1@1')).toBeNull();
});

test('a line needs two corners, an area three and closes itself', () => {
  const [a, b, c] = [
    [1, 1],
    [2, 1],
    [2, 2],
  ] as [number, number][];
  expect(geometryOf('LineString', [a!])).toBeNull();
  expect(geometryOf('LineString', [a!, b!])).toEqual({ type: 'LineString', coordinates: [a, b] });
  expect(geometryOf('Polygon', [a!, b!])).toBeNull();
  expect(geometryOf('Polygon', [a!, b!, c!])).toEqual({ type: 'Polygon', coordinates: [[a, b, c, a]] });
  expect(positionIn({ type: 'LineString', coordinates: [a!, b!, c!] })).toEqual(b);
});

test('two people who said different things of a tap are both heard', () => {
  const tap = point('T1', '1', { source: 'borehole' });
  const source = [
    ...tap.fields['source']!,
    { edit_id: 'x', answer: { value: 'public_tap' }, by: 'jun', made_at: '2', mine: false },
  ];
  const record = {
    record_id: 'T1',
    form: 'water_point@1',
    kind: 'feature',
    fields: { ...tap.fields, source },
    deleted: false,
  };
  expect(pointOf(record as unknown as Described).contested).toEqual(['source']);
});

test('a tap that one took off the map and another told of unseen stands there, with who took it off, until somebody looks', () => {
  const tap = point('T1', '1', { status: 'working' });
  const off = { edit_id: 'off', answer: { saw: ['e'] }, by: 'jun', made_at: '2', mine: false };
  const record = {
    record_id: 'T1',
    form: 'water_point@1',
    kind: 'feature',
    fields: { ...tap.fields, _deleted: [off] },
  };
  const read = (deleted: boolean): PointHere => pointOf({ ...record, deleted } as unknown as Described);
  expect(read(false).taken_off?.by).toBe('jun');
  expect(read(true).taken_off).toBeNull();
  expect(pointOf({ ...record, fields: tap.fields, deleted: false } as unknown as Described).taken_off).toBeNull();
});

test('what stands where the next is put down is told, of its own layer and within two metres', () => {
  const lying = (ref: string, lat: number, layer = 'water_point'): PointHere =>
    point(ref, '1', { layer, geometry: { type: 'Point', coordinates: [31, lat] } });
  const all = [lying('T1', -17), lying('T2', -17.00001), lying('T3', -17.0001), lying('S1', -17, 'toilet')];
  const refs = (found: PointHere[]): string[] => found.map(({ ref }) => ref);
  expect(refs(standingAt([31, -17], 'water_point', all))).toEqual(['T1', 'T2']);
  expect(refs(standingAt([31, -17], 'water_point', all, all[0]!.id))).toEqual(['T2']);
  expect(standingAt([31, -17.0003], 'water_point', all)).toEqual([]);
});

test('a thumb on marks that lie on each other may mean any of them, the touched one first', () => {
  const lying = (ref: string, lat: number): PointHere =>
    point(ref, '1', { geometry: { type: 'Point', coordinates: [31, lat] } });
  const [one, other, near, far] = [lying('T1', -17), lying('T2', -17), lying('T3', -17.00005), lying('T4', -17.001)];
  expect(underThumb(other.id, 9, [far, near, one, other])).toEqual([other, one, near]);
  expect(underThumb(far.id, 9, [far, near, one, other])).toEqual([far]);
  expect(underThumb('gone', 9, [one])).toEqual([]);
});

test('what stands on the very same spot is one mark that tells how many they are, and which', () => {
  const lying = (ref: string, lat: number, made = '1'): PointHere =>
    point(ref, made, { geometry: { type: 'Point', coordinates: [31, lat] } });
  const all = [lying('T2', -17, '2'), lying('T1', -17), lying('T3', -17.00002), lying('T4', -17, '4')];
  const drawn = (chosen: string | null) => mappedOf(all, chosen).map(({ name, many, chosen }) => [name, many, chosen]);
  expect(drawn(null)).toEqual([
    ['T1, T2 +1', 3, false],
    ['T3', undefined, false],
  ]);
  expect(drawn(all[3]!.id)).toEqual([
    ['T1, T2 +1', 3, true],
    ['T3', undefined, false],
  ]);
  expect(mappedOf(all, all[0]!.id)[0]?.id).toBe(all[0]!.id);
});
