import Feature from 'ol/Feature';
import Polygon from 'ol/geom/Polygon';
import type Style from 'ol/style/Style';
import { expect, it } from 'vitest';
import { goAlong, isGone } from './following';
import type { MapView } from './map';
import { hereStyle, type Colours } from './styles';

const fix = (accuracy_m: number) => ({ n: 1, lon: 121.04, lat: 14.37, accuracy_m, at: '2026-11-23T08:00:00Z' });

function moved(accuracy_m: number): string[] {
  const told: string[] = [];
  const view = { showHere: () => told.push('shown'), lookAt: () => told.push('moved') } as unknown as MapView;
  goAlong(view, fix(accuracy_m));
  return told;
}

it('a place GPS is not sure of, which no walk is drawn from, is shown and does not move the map', () => {
  expect(moved(8)).toEqual(['shown', 'moved']);
  expect(moved(900)).toEqual(['shown']);
});

it('the ring of how sure GPS is is drawn only where it fits the map', () => {
  const colours = new Proxy({}, { get: () => '#000000' }) as Colours;
  const ring = new Polygon([[[-900, -900], [900, -900], [900, 900], [-900, 900], [-900, -900]]]); // prettier-ignore
  const doubt = new Feature({ geometry: ring, part: 'doubt' });
  const styles = (metres_per_pixel: number): Style[] =>
    [hereStyle(colours, () => [360, 400])(doubt, metres_per_pixel) ?? []].flat();
  expect(styles(1)).toEqual([]);
  expect(styles(6)).toHaveLength(1);
});

it('where GPS is gone, barred or was never there, nothing is shown as the place of the phone', () => {
  expect((['lost', 'refused', 'none'] as const).every(isGone)).toBe(true);
  expect((['still', 'waiting', 'walking'] as const).some(isGone)).toBe(false);
});
