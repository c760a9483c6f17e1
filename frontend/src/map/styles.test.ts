/** Names keep off marks, grow with the letters of the phone, and claims are told apart without colour. */
import Feature from 'ol/Feature';
import MultiPolygon from 'ol/geom/MultiPolygon';
import Point from 'ol/geom/Point';
import Polygon from 'ol/geom/Polygon';
import type Style from 'ol/style/Style';
import { describe, expect, it } from 'vitest';
import { drawingFeatures, drawingStyle } from './drawing-sheet';
import { pointStyle } from './points-sheet';
import type { Position } from './rules';
import { faint, label, settlementStyle, type Colours } from './styles';

const colours = (letters: number): Colours =>
  new Proxy({}, { get: (_, name) => (name === 'letters' ? letters : '#000000') }) as Colours;

const drawn = (feature: Feature, style: ReturnType<typeof pointStyle>): Style[] => [style(feature, 1) ?? []].flat();

it('empties a pocket also where the stylesheet was made small and writes a colour in three digits', () => {
  expect([faint('#fff', 65), faint('#211f18', 65)]).toEqual(['#ffffffa6', '#211f18a6']);
});

describe('a number beside many others', () => {
  const tap = new Feature({ geometry: new Point([0, 0]), name: 'T1', mark: 'half', tone: 'map' });
  const [mark, number] = drawn(tap, pointStyle(colours(1)));

  it('has its room after all marks, which nothing is written over', () => {
    expect(mark?.getImage()?.getDeclutterMode()).toBe('obstacle');
    expect(number?.getText()?.getText()).toBe('T1');
    expect(number?.getImage()).toBeNull();
    expect(mark?.getZIndex()).toBeGreaterThan(number?.getZIndex() ?? 99);
  });

  it('keeps clear of its own mark, however large the letters of the phone are', () => {
    for (const letters of [1, 1.6]) {
      const text = label('T1', colours(letters), 'mark');
      const high = 14 * letters;
      expect((text.getOffsetY() ?? 0) - (high * 1.2 + 4) / 2).toBeGreaterThan(12);
    }
  });

  it('grows with them', () => {
    expect(label('T1', colours(1), 'mark').getFont()).toContain(' 14px ');
    expect(label('T1', colours(1.6), 'mark').getFont()).toContain(' 22px ');
  });
});

it('what stands on one spot has one mark that holds how many they are, with their numbers below', () => {
  const taps = new Feature({ geometry: new Point([0, 0]), name: 'T1, T2', many: 2, mark: 'half', tone: 'map' });
  const said = drawn(taps, pointStyle(colours(1))).map((style) => style.getText()?.getText());
  expect(said).toEqual([undefined, '2', 'T1, T2']);
});

it('a corner that a sentence names has its number on the map, clear of its mark and of the grip below', () => {
  const corners = [[121, 14], [121.1, 14], [121.1, 14.1], [121, 14.1]] as Position[]; // prettier-ignore
  const lines = [{ corners, closed: true }];
  const named = [{ ring: 0, corner: 2 }, { ring: 0, corner: 3 }, { ring: 4, corner: 0 }]; // prettier-ignore
  const features = drawingFeatures({ lines, crossings: [], chosen: null, named });
  const numbers = features.filter((one) => one.get('part') === 'number');
  const texts = numbers.map((one) => drawn(one, drawingStyle(colours(1)))[0]?.getText());
  expect(texts.map((text) => text?.getText())).toEqual(['3', '4']);
  expect(texts[0]?.getOffsetY()).toBeLessThan(-18);
});

describe('boundaries claimed for one settlement', () => {
  const ground = new Polygon([
    [
      [0, 0],
      [1, 0],
      [1, 1],
      [0, 0],
    ],
  ]);
  const lineOf = (claim: number): string =>
    String(
      drawn(new Feature({ geometry: ground, area: true, tone: 'map', claim }), settlementStyle(colours(1)))[0]
        ?.getStroke()
        ?.getLineDash(),
    );

  it('bear their letters in their marks, where the name of what is shared and of a neighbour takes no room from them', () => {
    const claim = new Feature({ geometry: new Point([0, 0]), name: 'B', mark: 'ring', tone: 'two', lettered: true });
    const texts = drawn(claim, settlementStyle(colours(1))).flatMap((style) => style.getText() ?? []);
    expect(texts.map((text) => [text.getText(), text.getDeclutterMode(), text.getOffsetY()])).toEqual([
      ['B', 'none', 0],
    ]);
  });

  it('each have a line of their own in the same colour', () => {
    expect(new Set([0, 1, 2, 3].map(lineOf)).size).toBe(4);
  });
});

it('of very many outlines the chosen one is seen from afar: a broad line over all others and a ring where it lies', () => {
  const ground = new MultiPolygon([[[[0, 0], [9, 0], [9, 9], [0, 0]]]]); // prettier-ignore
  const outline = (more: object) => new Feature({ geometry: ground, area: true, tone: 'safe', ...more });
  const widest = (all: Style[]): number => Math.max(...all.map((style) => style.getStroke()?.getWidth() ?? 0));
  const style = settlementStyle(colours(1));
  const [usual, chosen] = [drawn(outline({}), style), drawn(outline({ chosen: true, alone: true }), style)];
  expect(widest(chosen)).toBeGreaterThan(2 * widest(usual));
  expect(chosen.some((one) => one.getImage())).toBe(true);
  const above = chosen.slice(usual.length).every((one) => (one.getZIndex() ?? 0) > 0);
  expect(above).toBe(true);
  const mark = new Feature({ geometry: new Point([4, 4]), name: '12', mark: 'star', tone: 'safe', chosen: true });
  expect(drawn(mark, style).filter((one) => one.getImage()).length).toBeGreaterThan(1);
});
