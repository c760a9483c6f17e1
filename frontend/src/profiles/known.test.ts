import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Answers, Form } from '../questionnaire/form';
import { HELD_UP } from './asking';
import { knownNow, sectionsKnown } from './known';

const english = JSON.parse(readFileSync(new URL('../kit/words/known.en.json', import.meta.url), 'utf8')) as Record<
  string,
  string | { one: string; other: string }
>;

/** A form where each question that ends a section stands in a section of its own. */
const FORM = {
  sections: HELD_UP.map((name) => ({ code: name, label: { en: name }, questions: [name] })),
  questions: Object.fromEntries(HELD_UP.map((name) => [name, { section: name, label: { en: name } }])),
  repeats: {},
} as unknown as Form;

const answers = (said: Record<string, unknown>): Answers =>
  Object.fromEntries(Object.entries(said).map(([name, value]) => [name, { value } as Answers[string]]));

/** The sentences of a section as they are read, in English. */
function read(section: string, said: Answers, areaM2: number | null = null): string[] {
  return knownNow(FORM, section, said, areaM2).map(({ says, facts }) => {
    const sentence = english[says] ?? '';
    const words = typeof sentence === 'string' ? sentence : facts['n'] === 1 ? sentence.one : sentence.other;
    return words.replace(/\{(\w+)\}/g, (_, name: string) => String(facts[name]));
  });
}

test('a question leads to what is known exactly where a section has something to hold up', () => {
  expect(sectionsKnown(FORM)).toEqual(HELD_UP);
  for (const section of HELD_UP) expect(knownNow(FORM, section, {}, null).length).toBeGreaterThan(0);
});

test('one working tap for so many people is held up', () => {
  expect(read('taps_public_working', answers({ population_community: 214, taps_public_working: 1 }))[0]).toBe(
    '1 working tap for 214 people',
  );
});

test('one working toilet for so many, told from the rows of the walk', () => {
  const said = answers({
    population_community: 610,
    'toilet_group/communal+pit_slab/toilet_seats_total': 12,
    'toilet_group/communal+pit_slab/toilet_seats_working': 10,
  });
  expect(read('toilet_main_type', said)).toContain('1 working toilet for 61 people');
  expect(read('toilet_main_type', said)).toContain('17 of every 100 toilets do not work');
});

test('who is here stands beside who lives here', () => {
  const said = answers({
    present_women: 25,
    present_men: 16,
    present_tenants: 7,
    present_subtenants: 2,
    households_total: 520,
    households_tenant: 250,
    households_subtenant: 60,
  });
  const [first] = knownNow(FORM, 'present_women', said, null);
  expect(read('present_women', said)[0]).toBe('9 of 41 here are tenants; 310 of 520 households are');
  expect(first?.more).toEqual([['known.here.tenants.few', {}]]);
});

test('what is not known is said kindly, and leads to what is still to be asked', () => {
  const said: Answers = { ...answers({ population_community: 214 }), taps_public_working: { answer: 'unknown' } };
  const [first] = knownNow(FORM, 'taps_public_working', said, null);
  expect(read('taps_public_working', said)[0]).toBe('We do not know yet how many taps work');
  expect(first).toMatchObject({ rests_on: ['taps_public_working'], found: [] });
});

test('no working tap is said, and is not the same as not knowing', () => {
  expect(read('taps_public_working', answers({ population_community: 214, taps_public_working: 0 }))[0]).toBe(
    'No public tap works today',
  );
  expect(read('toilet_main_type', answers({ population_community: 214, toilet_group: 'none' }))[0]).toBe(
    'No toilet works today',
  );
});

test('a sentence names the answers behind it and how they were found', () => {
  const said: Answers = {
    population_community: { value: 214, source: 'meeting' },
    taps_public_working: { value: 1, source: 'counted' },
  };
  const [first] = knownNow(FORM, 'taps_public_working', said, null);
  expect(first?.rests_on).toEqual(['population_community', 'taps_public_working']);
  expect(first?.found).toEqual(['meeting', 'counted']);
});

test('what nobody was asked beyond the short form is not held up as missing', () => {
  const said = answers({ population_community: 214, taps_public_working: 1, water_main_source: 'surface_water' });
  expect(read('taps_public_working', said)).toEqual([
    '1 working tap for 214 people',
    'People drink from a river, lake or canal',
  ]);
});

test('at the closing so many of five are lacking, at least, and which', () => {
  const said = answers({ eviction_current: 'yes', household_size: 6, rooms_per_household: 1 });
  const [first] = knownNow(FORM, 'consent_public', said, null);
  expect(read('consent_public', said)).toEqual(['At least 2 of the 5 things a home needs are lacking here']);
  expect(first?.lacks).toEqual({ water: null, toilets: null, room: true, homes: null, tenure: true });
});
