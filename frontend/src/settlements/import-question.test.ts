import { describe, expect, it } from 'vitest';
import { Problem } from '../kit/problem';
import { questionIn } from './import-question';

const told = (slug: string, facts: object): Problem =>
  new Problem({ type: `/problems/${slug}`, title: 'A title', status: 422, detail: 'Said of the file.', ...facts });

describe('what a file asks before it can be read', () => {
  it('offers to convert from what the file says it is in, and nothing else', () => {
    const asked = questionIn(told('file-not-degrees', { crs: 'file', crs_name: 'UTM zone 36S' }));
    expect(asked).toEqual({
      about: 'coordinates',
      words: 'Said of the file.',
      offers: [{ name: 'UTM zone 36S', answer: { convert_from: 'file' } }],
      typed: false,
    });
  });
  it('offers what would fit where the file says nothing, and lets a code be typed', () => {
    const asked = questionIn(told('file-not-degrees', { guesses: [{ code: 'EPSG:32736', name: 'UTM zone 36S' }] }));
    expect(asked?.offers).toEqual([{ name: 'UTM zone 36S', answer: { convert_from: 'EPSG:32736' } }]);
    expect(asked?.typed).toBe(true);
  });
  it('names every layer there is', () => {
    const asked = questionIn(told('file-has-layers', { layers: ['2019', '2023'] }));
    expect(asked?.offers.map((offer) => offer.answer)).toEqual([{ layer: '2019' }, { layer: '2023' }]);
  });
  it('offers to turn longitude and latitude round', () => {
    expect(questionIn(told('file-turned', {}))?.offers[0]?.answer).toEqual({ turn: true });
  });
  it('offers to take what looks like wards as wards, or as settlements when a leader says so', () => {
    const asked = questionIn(told('file-of-wards', { larger: 7, drawn: 9, km2: 2 }));
    expect(asked?.offers.map(({ kind, answer }) => [kind, answer])).toEqual([
      ['places', {}],
      [undefined, { large: true }],
    ]);
  });
  it('asks nothing where the file is refused', () => {
    expect(questionIn(told('file-unreadable', {}))).toBeNull();
    expect(questionIn(new Error('away'))).toBeNull();
  });
});
