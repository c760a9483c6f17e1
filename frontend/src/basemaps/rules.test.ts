import { describe, expect, it } from 'vitest';
import type { PackHere } from '../map/packs';
import {
  costOf,
  fileName,
  Gathering,
  lay,
  nearFirst,
  outgrown,
  placeIn,
  toldIn,
  type GroundHere,
  type Offered,
  wholeOf,
  withoutParts,
} from './rules';

const bytes = (length: number, from = 0): Uint8Array<ArrayBuffer> =>
  Uint8Array.from({ length }, (_none, n) => (n + from) % 251);

/** Bring a file of 25 bytes in pieces, in blocks of ten. */
function gathered(pieces: readonly number[], here = 0, skip = 0): number[][] {
  const whole = bytes(25);
  const gathering = new Gathering(10, 25 - here, skip);
  const blocks: number[][] = [];
  let at = here - skip;
  for (const piece of pieces) {
    blocks.push(...gathering.take(whole.subarray(at, at + piece)).map((block) => [...block]));
    at += piece;
  }
  return blocks;
}

describe('a map that comes over a line', () => {
  const [first, second, last] = [0, 10, 20].map((at) => [...bytes(25).subarray(at, at + 10)]);

  it.each([[[25]], [[1, 9, 10, 5]], [[12, 12, 1]], [Array.from({ length: 25 }, () => 1)]])(
    'in pieces of %j is gathered into blocks, the last one shorter',
    (pieces) => expect(gathered(pieces)).toEqual([first, second, last]),
  );

  it('is not a block before the block is whole', () => expect(gathered([9, 0, 10])).toEqual([first]));

  it('goes on with the block after those that are here', () => expect(gathered([7, 8], 10)).toEqual([second, last]));

  it('passes over what is here already where the server sends all of it again', () =>
    expect(gathered([4, 16, 5], 10, 10)).toEqual([second, last]));

  it('takes no more than the map is long', () => {
    const gathering = new Gathering(10, 5);
    expect(gathering.take(bytes(30)).map(({ length }) => length)).toEqual([5]);
    expect(gathering.take(bytes(3))).toEqual([]);
  });
});

const offer = (pack: string, version: string): Offered => ({
  pack, version, kind: 'streets', name: pack, shareable: true, settlement_ids: [], size: 100, bounds: [0, 0, 1, 1],
}); // prettier-ignore
const held = (pack: string, version: string): PackHere =>
  ({ ...offer(pack, version), made_at: '' }) as unknown as PackHere;

describe('the maps of a phone', () => {
  it('are told apart: here, here with a newer one, to fetch, half here', () => {
    const elsewhere = { bounds: [5, 5, 6, 6] as Offered['bounds'] };
    const offers = [offer('a', '1'), offer('b', '2'), { ...offer('c', '1'), ...elsewhere }, { ...offer('d', '1'), ...elsewhere }]; // prettier-ignore
    const laid = lay([held('a', '1'), held('b', '1'), held('gone', '1')], offers, new Map([['d.1', 40], ['c.0', 9]])); // prettier-ignore
    expect(laid.here.map(({ pack, newer }) => [pack.pack, newer?.version ?? null])).toEqual([
      ['a', null],
      ['b', '2'],
      ['gone', null],
    ]);
    expect(laid.offered.map(({ pack, bytes: here }) => [pack.pack, here])).toEqual([
      ['c', 0],
      ['d', 40],
    ]);
  });

  it('are those that are here where the server was not heard', () => {
    const laid = lay([held('a', '1')], null, new Map([['b.1', 5]]));
    expect([laid.here.length, laid.offered]).toEqual([1, []]);
  });
});

describe('a map that was fetched before a boundary grew', () => {
  const before = { ...held('streets-1', '1'), name: 'Tunasan', bounds: [0, 0, 2, 1] as Offered['bounds'] };
  const wider: Offered = { ...offer('streets-2', '1'), settlement_ids: ['purok'], bounds: [0, 0, 2, 2] };
  const purok = (bounds: GroundHere['bounds']): GroundHere => ({ settlement_id: 'purok', name: 'Purok 4', bounds });
  const laid = (bounds: GroundHere['bounds'], offered = wider) => lay([before], [offered], new Map(), [purok(bounds)]);

  it('still counts for its settlement, under its own name, and only a little more is missing', () => {
    const { here, offered } = laid([0.9, 0.8, 1.1, 0.99]);
    expect(here.map(({ pack, of, more }) => [pack.name, of, more.map(({ pack: { pack } }) => pack)])).toEqual([
      ['Tunasan', ['Purok 4'], ['streets-2']],
    ]);
    expect(offered).toEqual([]);
  });

  it('counts no more where most of the settlement lies beside it', () => {
    const { here, offered } = laid([0.9, 0.8, 1.1, 1.9]);
    expect([here[0]?.of, here[0]?.more, offered.map(({ pack: { pack } }) => pack)]).toEqual([[], [], ['streets-2']]);
  });

  it('is asked for the ground of the new one where nobody said where the settlement lies', () => {
    expect(laid(null).offered.length).toBe(1);
    expect(laid(null, { ...wider, bounds: [0, 0, 2, 1.2] }).here[0]?.more.length).toBe(1);
  });

  it('is neither a picture from above nor what was mapped in another settlement', () => {
    expect(laid([1, 0.5, 1, 0.5], { ...wider, kind: 'imagery' }).offered.length).toBe(1);
    const mapped = { ...before, kind: 'structures' as const };
    expect(lay([mapped], [{ ...wider, kind: 'structures' }], new Map(), [purok([1, 0.5, 1, 0.5])]).offered.length).toBe(1); // prettier-ignore
  });

  it('is not asked for once the wider one is here, with which others share the smaller', () => {
    const whole = { ...before, pack: 'streets-2', bounds: wider.bounds };
    const smaller: Offered = { ...wider, pack: 'streets-1', bounds: before.bounds };
    const { here, offered } = lay([whole], [wider, smaller], new Map(), [purok([1, 0.5, 1, 0.5])]);
    expect([here[0]?.more, here[0]?.of, offered]).toEqual([[], ['Purok 4'], []]);
    expect(lay([whole], [{ ...smaller, version: '2' }], new Map()).offered.length).toBe(1);
  });

  it('goes once one is here that shows all of it, but for pictures, which may be coarser on the larger map', () => {
    expect(outgrown(wider, [before]).map(({ pack }) => pack)).toEqual(['streets-1']);
    expect(outgrown(wider, [{ ...before, bounds: [-1, 0, 1, 1] }])).toEqual([]);
    expect(outgrown({ ...wider, kind: 'imagery' }, [{ ...before, kind: 'imagery' }])).toEqual([]);
  });
});

describe('what maps cost', () => {
  const cut = (size: number, bytes = 0) => ({ pack: { ...offer('a', '1'), size }, bytes });
  const reckoned = { pack: { ...offer('b', '1'), size: null, size_about: 920_000 }, bytes: 0 };

  it('is told before they are fetched, without what is here already, and about where the server only reckons', () => {
    expect(costOf([cut(640_000, 200_000)])).toEqual({ bytes: 500_000, about: false });
    expect(costOf([cut(640_000), reckoned])).toEqual({ bytes: 1_700_000, about: true });
    expect(costOf([cut(1), { pack: { ...offer('c', '1'), size: null }, bytes: 0 }])).toBeNull();
  });

  it('is together the sum of what is told of each', () => {
    const each = [20_000, 45_000, 110_000, 3_000].map((size) => cut(size));
    const alone = each.map((one) => costOf([one])?.bytes ?? 0);
    expect(alone).toEqual([100_000, 100_000, 200_000, 100_000]);
    expect(costOf(each)?.bytes).toBe(alone.reduce((sum, one) => sum + one));
    expect(costOf([cut(330_000, 110_000)])?.bytes).toBe(200_000);
    expect([costOf([cut(90_000, 80_000)])?.bytes, costOf([cut(90_000, 90_000)])?.bytes]).toEqual([100_000, 0]);
  });
});

it('of maps that are fetched together none is paid for whose ground another shows', () => {
  const [whole, part, picture] = [
    { ...offer('whole', '1'), bounds: [0, 0, 4, 4] as Offered['bounds'] },
    offer('part', '1'),
    { ...offer('picture', '1'), kind: 'imagery' as const },
  ];
  const all = [part, whole, picture].map((pack) => ({ pack, bytes: 0, of: [] }));
  expect(withoutParts(all).map(({ pack }) => pack.pack)).toEqual(['whole', 'picture']);
  expect(all.map((one) => wholeOf(one, all)?.pack ?? null)).toEqual(['whole', null, null]);
  const twins = ['one', 'other'].map((pack) => ({ pack: { ...whole, pack }, bytes: 0, of: [] }));
  expect(withoutParts(twins).map(({ pack }) => pack.pack)).toEqual(['one']);
});

it('the map of the place one looked at is offered first, and the others as they were', () => {
  const at = (pack: string, ...bounds: Offered['bounds']) => ({
    pack: { ...offer(pack, '1'), bounds },
    bytes: 0,
    of: [],
  });
  const all = [at('far', 5, 5, 6, 6), at('edge', 0, 0, 4, 4), at('farther', 8, 8, 9, 9), at('around', 0, 0, 2, 2)];
  const order = (lon: number, lat: number) => nearFirst(all, [lon, lat]).map(({ pack: { pack } }) => pack);
  expect(order(1, 1)).toEqual(['around', 'edge', 'far', 'farther']);
  expect(order(-9, 1)).toEqual(['far', 'edge', 'farther', 'around']);
  expect(['121.0466,-14.3724', '121', '', ',', '1,2,3', '200,1', 'a,b'].map(placeIn)).toEqual([
    [121.0466, -14.3724], null, null, null, null, null, null,
  ]); // prettier-ignore
});

it('a map is passed on under the name of its place', () => {
  const named = (name: string, date: string | null) => fileName({ name, kind: 'streets', date });
  expect(named('Tunasan, Muntinlupa', '2026-10-01')).toBe('kwetu-map-tunasan-muntinlupa-streets-2026-10-01.zip');
  expect(named('Sto. Niño / Peñafrancia', null)).toBe('kwetu-map-sto-nino-penafrancia-streets.zip');
});

describe('what travels with a map', () => {
  const told = {
    pack: 'streets-1', version: 'ab', kind: 'streets', name: 'Tunasan', sha256: '', signature: '', made_at: '',
    blocks: [], overlays: [], attribution: [], bounds: [1, 2, 3, 4], size: 5,
  }; // prettier-ignore

  it('is read', () => expect(toldIn(JSON.stringify(told))?.name).toBe('Tunasan'));

  it.each([
    ['no JSON', 'PMTiles'],
    ['another JSON', '[1]'],
    ['nothing', 'null'],
    ['a name that leads out of the folder', JSON.stringify({ ...told, pack: '../answers' })],
    ['no size', JSON.stringify({ ...told, size: '5' })],
    ['no blocks', JSON.stringify({ ...told, blocks: undefined })],
  ])('is not taken from %s', (_what, text) => expect(toldIn(text)).toBeNull());
});
