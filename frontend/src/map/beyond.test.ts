import { expect, it } from 'vitest';
import {
  beyond,
  boundsOfTile,
  isAsked,
  kindsOver,
  Patience,
  REST_MS,
  uncovered,
  type Bounds,
  type KindThere,
} from './beyond';

const CITY: Bounds = [121, 14.3, 121.1, 14.5];
const LAKESIDE: Bounds = [121.04, 14.38, 121.06, 14.42];
const STREET_CORNER: Bounds = [121.05, 14.39, 121.052, 14.394];
const sheet = (bounds: Bounds) => ({ bounds, attribution: 'City hall', date: null });
const there = (kind: KindThere['kind'], bounds: Bounds = CITY): KindThere => ({
  kind,
  min_zoom: 8,
  max_zoom: 14,
  sheets: [sheet(bounds)],
  overlays: [],
});
const EVERYTHING = [there('imagery'), there('structures'), there('streets')];
const STREETS = { kind: 'streets', bounds: LAKESIDE } as const;
const kinds = (found: readonly KindThere[]) => found.map(({ kind }) => kind);
/** The tile a place lies in. */
function tileAt([lon, lat]: [number, number], zoom: number): [number, number, number] {
  const up = Math.asinh(Math.tan((lat * Math.PI) / 180)) / Math.PI;
  return [zoom, Math.floor(((lon + 180) / 360) * 2 ** zoom), Math.floor(((1 - up) / 2) * 2 ** zoom)];
}

it('with a pack in place that covers what is looked at nothing is asked for, though it shows no structures', () => {
  expect(kindsOver(STREET_CORNER, [STREETS], EVERYTHING)).toEqual([]);
  expect(kindsOver(STREET_CORNER, [{ kind: 'imagery', bounds: LAKESIDE }], EVERYTHING)).toEqual([]);
  expect(beyond(STREET_CORNER, [STREETS])).toEqual([]);
});

it('two packs beside each other cover what is looked at together', () => {
  const [west, south, east, north] = STREET_CORNER;
  const halves: Bounds[] = [
    [west - 1, south - 1, 121.051, north + 1],
    [121.051, south - 1, east + 1, north + 1],
  ];
  expect(uncovered(STREET_CORNER, halves)).toEqual([]);
  expect(uncovered(STREET_CORNER, halves.slice(0, 1))).toEqual([[121.051, south, east, north]]);
});

it('without a pack there are streets and what was mapped, and pictures only where there are no streets', () => {
  expect(kinds(kindsOver(STREET_CORNER, [], EVERYTHING))).toEqual(['streets', 'structures']);
  const far = there('streets', [31, -18, 31.1, -17.9]);
  expect(kinds(kindsOver(STREET_CORNER, [], [far, there('imagery')]))).toEqual(['imagery']);
  expect(kindsOver([0, 0, 1, 1], [], EVERYTHING)).toEqual([]);
});

it('a pack of what was mapped is not asked for again, and its streets are', () => {
  const own = { kind: 'structures', bounds: LAKESIDE } as const;
  expect(kinds(kindsOver(STREET_CORNER, [own], EVERYTHING))).toEqual(['streets']);
  expect(kinds(kindsOver(CITY, [own], EVERYTHING))).toEqual(['streets', 'structures']);
});

it('looking beyond the edge of a pack, only the tiles are asked for that reach out of it, and lie where there is a map', () => {
  const [streets] = [there('streets')];
  const asked = (at: [number, number], zoom: number) => isAsked(tileAt(at, zoom), streets, [STREETS]);
  expect(asked([121.051, 14.392], 17)).toBe(false);
  expect(asked([121.07, 14.392], 17)).toBe(true);
  expect(asked([121.051, 14.392], 10)).toBe(true);
  expect(asked([125, 14.392], 14)).toBe(false);
  expect(isAsked(tileAt([121.051, 14.392], 17), there('structures'), [STREETS])).toBe(false);
});

it('a tile knows its edges: the four of the first zoom meet where the equator crosses Greenwich', () => {
  expect(boundsOfTile([1, 0, 0]).map((one) => Math.round(one))).toEqual([-180, 0, 0, 85]);
  expect(boundsOfTile([1, 1, 1]).map((one) => Math.round(one))).toEqual([0, -85, 180, 0]);
});

it('after three failures in a row nothing is asked for a minute, or until there is signal again', () => {
  const patience = new Patience();
  patience.failed(0);
  patience.failed(0);
  patience.came();
  patience.failed(0);
  patience.failed(0);
  expect(patience.asks(1)).toBe(true);
  patience.failed(1000);
  expect(patience.asks(REST_MS)).toBe(false);
  expect(patience.asks(1000 + REST_MS)).toBe(true);
  patience.failed(1000 + REST_MS);
  expect(patience.asks(2000 + REST_MS)).toBe(false);
  patience.signal();
  expect(patience.asks(2000 + REST_MS)).toBe(true);
});

it('whoever is told that tiles are not for them asks no more, whatever the signal', () => {
  const patience = new Patience();
  patience.refused();
  patience.signal();
  expect(patience.asks(Number.MAX_SAFE_INTEGER)).toBe(false);
});
