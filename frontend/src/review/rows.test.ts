import { expect, test } from 'vitest';
import { label, t } from '../kit/i18n.svelte';
import type { Answer } from '../kit/wire';
import { sectionsRead } from '../profiles/reading';
import { answerWords } from '../questionnaire/answer-words';
import type { Answers, Form } from '../questionnaire/form';
import { answersOf, contestedPaths, sheet } from './sheet';
import { same } from './store';
import type { Told, Voice } from './told';

const ROW = 'priority_item/women+water';
const word = (en: string) => ({ en, fil: `${en} (fil)` });
const FORM = {
  form: 'settlement_profile@1',
  sections: [
    { code: 'S', label: word('Priorities'), questions: ['meeting', 'ranked_by', 'priority_code', 'priority_rank'] },
  ],
  questions: {
    meeting: { type: 'integer', label: word('People at the meeting'), section: 'S' },
    ranked_by: { type: 'select_one', label: word('Ranked by'), section: 'S', choices: 'by', repeat: 'priority_item' },
    priority_code: { type: 'select_one', label: word('What'), section: 'S', choices: 'codes', repeat: 'priority_item' },
    priority_rank: { type: 'integer', label: word('Place'), section: 'S', repeat: 'priority_item' },
  },
  choices: { by: [{ code: 'women', label: word('Women') }], codes: [{ code: 'water', label: word('Water') }] },
  repeats: {
    priority_item: {
      label: word('Priorities list'),
      section: 'S',
      key: 'ranked_by+priority_code',
      questions: ['ranked_by', 'priority_rank', 'priority_code'],
    },
  },
  calculations: [],
  answers: {},
} as unknown as Form;

const voice = (edit_id: string, answer: Answer): Voice => ({
  edit_id,
  answer,
  by: edit_id,
  made_at: '2026-11-21T08:00:00Z',
});
const told = (fields: Record<string, Voice[]>): Told => ({ record_id: 'p', settlement_id: 's', fields });
const rows = (profile: Told) => sheet(FORM, profile, same).flatMap((section) => section.rows);

test('a row on which two phones differ stands on the sheet with both answers, named by list, row and question', () => {
  const profile = told({ [`${ROW}/priority_rank`]: [voice('ana', { value: 1 }), voice('ben', { value: 3 })] });
  expect(contestedPaths(profile)).toEqual([`${ROW}/priority_rank`]);
  const [row] = rows(profile);
  expect(row?.different.map(({ answer }) => answer.value)).toEqual([1, 3]);
  expect(label(row?.question.label)).toBe('Priorities list · Women · Water · Place');
  expect(row?.question.label['fil']).toContain('Women (fil) · Water (fil)');
});

test('whatever is in the way of approving is on the sheet, also what this version of the questions does not ask', () => {
  const profile = told({
    meeting: [voice('ana', { value: 30 })],
    asked_later: [voice('ana', { value: 1 }), voice('ben', { value: 2 })],
    round: [voice('ana', { value: 1 }), voice('ben', { value: 2 })],
    [`${ROW}/_order`]: [voice('ana', { value: 1 }), voice('ben', { value: 2 })],
  });
  const shown = rows(profile).filter(({ different }) => different.length > 1);
  expect(shown.map(({ path }) => path).sort()).toEqual(contestedPaths(profile).sort());
});

test('a row taken out here and answered there offers both, and taking it out names all that stands in it', () => {
  const profile = told({
    [`${ROW}/priority_rank`]: [voice('late', { value: 1 })],
    [`${ROW}/_deleted`]: [voice('off', { saw: ['early'] })],
  });
  expect(contestedPaths(profile)).toEqual([`${ROW}/_deleted`]);
  const removal = rows(profile).find(({ path }) => path.endsWith('_deleted'));
  expect(removal?.different.map(({ answer }) => answer)).toEqual([{ saw: ['late'] }, { value: false }]);
  expect(removal?.different.map((one) => answerWords(one.answer, removal.question, FORM))).toEqual([
    t('answer.row.removed'),
    t('answer.row.stays'),
  ]);
});

test('a row taken out by somebody who had seen it is on no sheet', () => {
  const profile = told({
    [`${ROW}/priority_rank`]: [voice('early', { value: 1 })],
    [`${ROW}/_deleted`]: [voice('off', { saw: ['early'] })],
  });
  expect(rows(profile)).toEqual([]);
});

test('the rows are read back to residents, but not those that were taken out', () => {
  const answers: Answers = { [`${ROW}/priority_rank`]: { value: 1 }, [`${ROW}/_order`]: { value: 1 } };
  expect(sectionsRead(FORM, answers, '2026-11-22')).toEqual([{ code: 'S', questions: [`${ROW}/priority_rank`] }]);
  const removed = { ...answers, [`${ROW}/_deleted`]: { saw: ['early'] } } as Answers;
  expect(sectionsRead(FORM, removed, '2026-11-22')).toEqual([]);
});

const order = (at: number): Voice[] => [voice('ana', { value: at })];

test('rows stand on the sheet and are read back in the order people put them, and are counted by it', () => {
  const [first, second, third] = [3, 1, 2].map((n) => `0198a5a0-0000-7000-8000-00000000000${n}`) as [
    string,
    string,
    string,
  ];
  const meetings = { ...FORM.repeats['priority_item'], key: 'uuid', questions: ['priority_rank'] };
  const form = { ...FORM, repeats: { meeting_item: meetings }, questions: { ...FORM.questions } } as unknown as Form;
  const profile = told(
    Object.fromEntries(
      [first, second, third].flatMap((row, at) => [
        [`meeting_item/${row}/_order`, order(at + 1)],
        [`meeting_item/${row}/priority_rank`, order(10 + at)],
      ]),
    ),
  );
  const inOrder = [first, second, third].map((row) => `meeting_item/${row}/priority_rank`);
  const shown = sheet(form, profile, same).flatMap((section) => section.rows);
  expect(shown.map(({ path }) => path)).toEqual(inOrder);
  expect(shown.map(({ question }) => label(question.label))).toEqual(
    [1, 2, 3].map((n) => `Priorities list · ${n} · Place`),
  );
  expect(sectionsRead(form, answersOf(profile) as Answers, '2026-11-21').flatMap((one) => one.questions)).toEqual(
    inOrder,
  );
});

test('the needs of one list stand by their place, list after list, and what was taken off in dispute stands last', () => {
  const codes = [
    { code: 'water', label: word('Water') },
    { code: 'roads', label: word('Roads') },
  ];
  const by = [
    { code: 'women', label: word('Women') },
    { code: 'all', label: word('Everyone') },
  ];
  const form = { ...FORM, choices: { by, codes } } as unknown as Form;
  const rank = (row: string): string => `priority_item/${row}/priority_rank`;
  const profile = told({
    [rank('all+roads')]: order(1),
    [rank('all+water')]: order(2),
    [rank('women+water')]: order(1),
    [rank('women+roads')]: order(2),
    'priority_item/all+roads/_deleted': [voice('off', { saw: ['nobody'] })],
  });
  const shown = sheet(form, profile, same).flatMap((section) => section.rows.map(({ path }) => path));
  expect(shown.filter((path) => path.endsWith('_rank'))).toEqual(
    ['women+water', 'women+roads', 'all+water', 'all+roads'].map(rank),
  );
});
