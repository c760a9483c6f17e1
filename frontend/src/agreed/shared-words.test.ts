import { beforeAll, describe, expect, it } from 'vitest';
import { useWords } from '../kit/i18n.svelte';
import english from '../kit/words/agreed.en.json';
import answers from '../kit/words/review.en.json';
import type { SharedField, SharedSettlement } from './server';
import { session } from '../people/session.svelte';
import type { PersonHere } from '../people/rules';
import { foundWords, inCity, sharedSections, sharedWords, zoneOf } from './shared-words';

const field = (more: Partial<SharedField> = {}): SharedField => ({
  field: 'taps',
  section: 'F',
  section_label: 'Water',
  label: 'Taps',
  type: 'integer',
  unit: null,
  level: 1,
  choices: [],
  ...more,
});

describe('what an office reads', () => {
  beforeAll(() => useWords('en', { ...english, ...answers }));

  it('says the words of a choice, not its code', () => {
    expect(
      sharedWords({ field: 'a', state: 'known', value: 'piped', label: 'Piped water' }, field({ type: 'select_one' })),
    ).toBe('Piped water');
  });
  it('keeps blank apart from not known', () => {
    expect(sharedWords({ field: 'taps', state: 'not_asked' }, field())).not.toBe(
      sharedWords({ field: 'taps', state: 'not_known' }, field()),
    );
  });
  it('says zero as zero', () => {
    expect(sharedWords({ field: 'taps', state: 'known', value: 0 }, field())).toBe('0');
  });
  it('writes a year without grouping and a share with its sign', () => {
    expect(sharedWords({ field: 'y', state: 'known', value: 1987 }, field({ unit: 'year' }))).toBe('1987');
    expect(sharedWords({ field: 'p', state: 'known', value: 20 }, field({ unit: '%' }))).toBe('20 %');
  });
  it('says money in the currency of the city', () => {
    expect(sharedWords({ field: 'm', state: 'known', value: 1250 }, field({ unit: 'PHP' }))).toBe('PHP 1,250');
  });
  it('says how and when it was found', () => {
    expect(
      foundWords({ field: 'taps', state: 'known', value: 9, how_counted: 'counted', answered_on: '2026-11-11' }),
    ).toBe('counted, 11 Nov 2026');
  });
  it('lays answers out by section in the order of the form', () => {
    const settlement = {
      answers: [
        { field: 'b', state: 'known', value: 1 },
        { field: 'a', state: 'known', value: 2 },
      ],
    } as SharedSettlement;
    const sections = sharedSections(
      [field({ field: 'a' }), field({ field: 'b', section: 'G' }), field({ field: 'c' })],
      settlement,
    );
    expect(sections.map((one) => [one.code, one.rows.map((row) => row.answer.value)])).toEqual([
      ['F', [2]],
      ['G', [1]],
    ]);
  });
});

it('a release bears the day of the city, wherever an official reads it', () => {
  expect(inCity('2026-11-22T23:30:00Z', 'Asia/Manila')).toEqual({ date: '23 Nov 2026', time: '07:30' });
  expect(inCity('2026-11-22T23:30:00Z', 'America/Lima')).toEqual({ date: '22 Nov 2026', time: '18:30' });
});

it('before a release and after it the day is the same: that of the city, and UTC where its clock is not known', () => {
  const approved_at = '2026-10-06T17:30:00Z';
  session.person = { cities: [{ id: 'muntinlupa', time_zone: 'Asia/Manila' }] } as PersonHere;
  expect(inCity(approved_at, zoneOf('muntinlupa')).date).toBe(inCity(approved_at, 'Asia/Manila').date);
  expect(inCity(approved_at, zoneOf('muntinlupa')).date).toBe('7 Oct 2026');
  expect(inCity(approved_at, zoneOf('harare')).date).toBe('6 Oct 2026');
  session.person = null;
});
