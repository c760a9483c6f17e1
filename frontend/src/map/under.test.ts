import { expect, it } from 'vitest';
import { drawnBy, switched, switchedOff } from './under';

const FLOOD = { overlay: 'flood-2020', attribution: 'City hall, 2020' };
const STREETS = { pack: 'streets-1', attribution: ['© OpenStreetMap contributors'], overlays: [FLOOD] };

it('whoever drew the maps is named once, in the order of the maps, and the owner of a layer while it is on', () => {
  const packs = [
    STREETS,
    { ...STREETS, attribution: ['City hall', '© OpenStreetMap contributors '] },
    { attribution: [' '], overlays: [] },
  ];
  expect(drawnBy(packs, new Set(['flood-2020']))).toBe('© OpenStreetMap contributors · City hall');
  expect(drawnBy(packs, new Set())).toBe('© OpenStreetMap contributors · City hall · City hall, 2020');
  expect(drawnBy([], new Set())).toBe('');
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
