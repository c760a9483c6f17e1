import { describe, expect, it } from 'vitest';
import type { BoundaryGeometry, Position } from '../map/rules';
import { pathOf, placeIn } from './outline';

const FRAME = { width: 320, height: 160, edge: 20 };
const ring = (west: number, south: number, east: number, north: number): Position[] => [
  [west, south], [east, south], [east, north], [west, north], [west, south],
]; // prettier-ignore
const square = (...corners: [number, number, number, number]): BoundaryGeometry => ({
  type: 'Polygon',
  coordinates: [ring(...corners)],
});

describe('a small drawing of boundaries', () => {
  it('fills its frame up to the edges, with north up', () => {
    const place = placeIn(FRAME, [square(0, 0, 0.002, 0.002)]);
    expect(pathOf(square(0, 0, 0.002, 0.002), place)).toBe('M100 140L220 140L220 20L100 20L100 140Z');
  });

  it('is true to scale far from the equator: as wide as it is on the ground', () => {
    const place = placeIn(FRAME, [square(24, 60, 24.004, 60.002)]);
    const [west] = place([24, 60]);
    const [east] = place([24.004, 60]);
    expect(east - west).toBeCloseTo(120, 0);
  });

  it('shows all of them together, and a pocket as a line of its own', () => {
    const [one, other] = [square(0, 0, 0.001, 0.001), square(0.002, 0, 0.003, 0.001)];
    const place = placeIn(FRAME, [one, other]);
    expect([place([0, 0])[0], place([0.003, 0])[0]].map(Math.round)).toEqual([20, 300]);
    const pocketed: BoundaryGeometry = {
      type: 'MultiPolygon',
      coordinates: [[ring(0, 0, 0.003, 0.001), ring(0.001, 0.0002, 0.002, 0.0008)], [ring(0.0031, 0, 0.0032, 0.0001)]],
    };
    expect(pathOf(pocketed, place).match(/M[^Z]+Z/g)?.length).toBe(3);
  });

  it('keeps a place whole that lies on both sides of the date line', () => {
    const place = placeIn(FRAME, [square(179.999, 0, -179.999, 0.002)]);
    expect([place([179.999, 0])[0], place([-179.999, 0])[0]].map(Math.round)).toEqual([100, 220]);
  });

  it('draws thousands of corners that fall on one spot once, and nothing impossible of a single place', () => {
    const many = Array.from({ length: 5000 }, (_none, n): Position => [n / 1e9, 0]);
    const dense: BoundaryGeometry = { type: 'Polygon', coordinates: [[...many, ...ring(0, 0, 0.002, 0.002)]] };
    expect(pathOf(dense, placeIn(FRAME, [dense])).length).toBeLessThan(200);
    expect(pathOf(square(5, 5, 5, 5), placeIn(FRAME, [square(5, 5, 5, 5)]))).toBe('M160 80Z');
  });
});
