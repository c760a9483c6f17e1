import { expect, it } from 'vitest';
import { drawnBy, switched, switchedOff } from './under';

const FLOOD = { overlay: 'flood-2020', attribution: 'City hall', date: '2020-06-30' as string | null };
const written = (date: string): string => `of ${date}`;
const STREETS = { pack: 'streets-1', attribution: ['© OpenStreetMap contributors'], overlays: [FLOOD] };

it('whoever drew the maps is named once, in the order of the maps, and the owner of a layer while it is on', () => {
  const packs = [
    STREETS,
    { ...STREETS, attribution: ['City hall', '© OpenStreetMap contributors '] },
    { attribution: [' '], overlays: [] },
  ];
  expect(drawnBy(packs, new Set(['flood-2020']), written)).toBe('© OpenStreetMap contributors · City hall');
  expect(drawnBy([], new Set(), written)).toBe('');
});

it('the owner of a layer is named with the day it speaks of, once where two maps hold it', () => {
  const both = [STREETS, { ...STREETS, attribution: [] }];
  expect(drawnBy(both, new Set(), written)).toBe('© OpenStreetMap contributors · City hall, of 2020-06-30');
  const undated = { attribution: [], overlays: [{ ...FLOOD, date: null }] };
  expect(drawnBy([undated], new Set(), written)).toBe('City hall');
});

it('a map is shown until it is switched off, a layer of the city only once it is switched on', () => {
  expect(switchedOff([STREETS])).toEqual(new Set(['flood-2020']));
  switched('flood-2020', true, 'overlay');
  switched('streets-1', false, 'pack');
  expect(switchedOff([STREETS])).toEqual(new Set(['streets-1']));
  switched('flood-2020', false, 'overlay');
  switched('streets-1', true, 'pack');
  expect(switchedOff([STREETS])).toEqual(new Set(['flood-2020']));
});
