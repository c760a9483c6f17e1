import { expect, test } from 'vitest';
import './engine';
import type { Answers, Form, Question } from './form';
import { looksLike, offered, searched } from './offering';

const district: Question = {
  type: 'select_one',
  label: { en: 'District' },
  section: 'a',
  core: true,
  required: true,
  ask: 'room',
  sensitive: 2,
  choices: 'district',
  filter: [
    'op',
    '=',
    [
      ['column', 'region'],
      ['ref', 'region'],
    ],
  ],
};
const choices = [
  { code: 'hyderabad', label: { en: 'Hyderabad' }, columns: { region: 'Sindh' } },
  { code: 'lahore', label: { en: 'Lahore & Sialkot' }, columns: { region: 'Punjab' } },
  { code: 'sargodha', label: { en: 'Sargodhā' }, columns: { region: 'Punjab' } },
];
const form = {
  questions: { district },
  repeats: {},
  choices: { district: choices },
  calculations: [],
} as unknown as Form;
const at = (answers: Answers, row = '') => ({ form, answers, row, today: '2026-11-22' });
const codes = (list: readonly { code: string }[]) => list.map(({ code }) => code);

test('only the districts of the region that was said are offered', () => {
  const list = offered(district, [], at({ region: { value: 'Punjab' } }));
  expect(codes(list.choices)).toEqual(['lahore', 'sargodha']);
  expect(list.waits).toEqual([]);
});

test('a district of another region than the one said now is told, not dropped', () => {
  const list = offered(district, ['hyderabad'], at({ region: { value: 'Punjab' } }));
  expect(codes(list.gone)).toEqual(['hyderabad']);
  expect(codes(list.choices)).not.toContain('hyderabad');
});

test('while nobody said the region all districts are offered, and it is told what they follow from', () => {
  const list = offered(district, ['lahore'], at({ region: { answer: 'unknown' } }));
  expect(codes(list.choices)).toEqual(['hyderabad', 'lahore', 'sargodha']);
  expect(list.waits).toEqual(['region']);
  expect(list.gone).toEqual([]);
});

test('in a row the row’s own region counts', () => {
  const region = { ...district, repeat: 'homes', choices: undefined, filter: undefined } as unknown as Question;
  const inRows = {
    ...form,
    questions: { district: { ...district, repeat: 'homes' }, region },
    repeats: { homes: { label: { en: 'Homes' }, section: 'a', key: 'uuid', may_be_none: true, questions: ['region'] } },
  } as unknown as Form;
  const answers = { 'homes/1/region': { value: 'Sindh' }, 'homes/2/region': { value: 'Punjab' } };
  const list = offered(district, [], { form: inRows, answers, row: 'homes/2/', today: '2026-11-22' });
  expect(codes(list.choices)).toEqual(['lahore', 'sargodha']);
});

test('a long list is searched by parts of words, whatever accents were typed, and what is chosen stays in sight', () => {
  const words = (choice: { label: { en: string } }) => choice.label.en;
  expect(codes(searched(choices, 'sarGODHA', [], words))).toEqual(['sargodha']);
  expect(codes(searched(choices, 'sial lah', [], words))).toEqual(['lahore']);
  expect(codes(searched(choices, 'x', ['lahore'], words))).toEqual(['lahore']);
  expect(searched(choices, ' ', [], words)).toHaveLength(3);
});

test('a look is one of the words of the appearance, not a part of one', () => {
  expect(looksLike({ ...district, appearance: 'minimal quick' }, 'quick')).toBe(true);
  expect(looksLike({ ...district, appearance: 'quickcompact' }, 'quick')).toBe(false);
});
