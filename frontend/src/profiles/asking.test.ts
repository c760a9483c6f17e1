import { expect, test } from 'vitest';
import type { Answers, Form, Question } from '../questionnaire/form';
import {
  goOnAt,
  heldAgainst,
  openAfter,
  questionsAsked,
  saidYes,
  sectionsAsked,
  stepFrom,
  tookOther,
  wordsQuestion,
} from './asking';
import { sectionsRead } from './reading';

const question = (section: string, more: Partial<Question> = {}): Question => ({
  type: 'text',
  label: { en: 'x' },
  section,
  core: true,
  required: true,
  ask: 'room',
  sensitive: 1,
  ...more,
});

const FORM: Form = {
  form: 'settlement_profile@1',
  title: { en: 'Profile' },
  languages: { en: 'English' },
  answers: { unknown: { en: 'Do not know' }, refused: { en: 'Refused' }, not_applicable: { en: 'Does not apply' } },
  sections: [
    { code: 'A', label: { en: 'The place' }, questions: ['name', 'kind'] },
    { code: 'U1', label: { en: 'Welcome' }, questions: ['consent_collect', 'why_not'] },
    { code: 'F', label: { en: 'Water' }, questions: ['taps', 'working'] },
  ],
  questions: {
    name: question('A'),
    kind: question('A', { type: 'select_one', choices: 'kinds' }),
    kind_in_words: question('A', { words_for: 'kind' }),
    consent_collect: question('U1'),
    why_not: question('U1', {
      relevant: [
        'op',
        '=',
        [
          ['ref', 'consent_collect'],
          ['str', 'no'],
        ],
      ],
    }),
    taps: question('F', { type: 'integer' }),
    working: question('F', { type: 'integer', constraint: ['op', '<=', [['self'], ['ref', 'taps']]] }),
  },
  repeats: {},
  choices: { kinds: [{ code: 'other', label: { en: 'Other' } }] },
  calculations: [],
  rules: [],
};
const TODAY = '2026-11-21';
const YES: Answers = { consent_collect: { value: 'yes' } };

test('consent is asked first, and nothing else before the meeting has said yes', () => {
  expect(sectionsAsked(FORM, {}, TODAY)[0]?.code).toBe('U1');
  expect(questionsAsked(FORM, {}, TODAY)).not.toContain('name');
  expect(saidYes({ consent_collect: { answer: 'refused' } })).toBe(false);
  expect(questionsAsked(FORM, YES, TODAY)).toEqual(['consent_collect', 'name', 'kind', 'taps', 'working']);
});

test('after a no only the reason is asked', () => {
  expect(questionsAsked(FORM, { consent_collect: { value: 'no' } }, TODAY)).toEqual(['consent_collect', 'why_not']);
});

test('a "refused" to the consent is not asked yet: it is asked again, and no reason for a no', () => {
  for (const answer of ['refused', 'unknown', 'not_applicable'] as const) {
    const said: Answers = { consent_collect: { answer } };
    expect(questionsAsked(FORM, said, TODAY)).toEqual(['consent_collect']);
    expect(goOnAt(['consent_collect'], said, null)).toBe('consent_collect');
    expect(sectionsAsked(FORM, said, TODAY)[0]?.answered).toBe(0);
  }
});

test('the round of open questions goes on to the next one, and ends after the last', () => {
  expect(openAfter(FORM, ['name', 'taps'], 'name')).toBe('taps');
  expect(openAfter(FORM, ['taps'], 'kind')).toBe('taps');
  expect(openAfter(FORM, ['name'], 'taps')).toBeNull();
  expect(openAfter(FORM, [], 'taps')).toBeNull();
});

test('one goes on where one left, then at the next open question, then at what was skipped', () => {
  const asked = ['a', 'b', 'c'];
  expect(goOnAt(asked, {}, 'b')).toBe('b');
  expect(goOnAt(asked, { b: { value: 1 } }, 'b')).toBe('c');
  expect(goOnAt(asked, { b: { value: 1 }, c: { answer: 'unknown' } }, 'b')).toBe('a');
  expect(goOnAt(asked, { a: { value: 1 }, b: { value: 1 }, c: { value: 0 } }, null)).toBeNull();
  expect(goOnAt(asked, {}, 'not asked any more')).toBe('a');
});

test('next and back stop at the ends', () => {
  expect(stepFrom(['a', 'b'], 'a', 1)).toBe('b');
  expect(stepFrom(['a', 'b'], 'b', 1)).toBeNull();
  expect(stepFrom(['a', 'b'], 'a', -1)).toBeNull();
  expect(stepFrom(['a', 'b'], 'gone', 1)).toBeNull();
});

test('"other" opens in your words', () => {
  expect(wordsQuestion(FORM, 'kind')).toBe('kind_in_words');
  expect(wordsQuestion(FORM, 'name')).toBeNull();
  expect(tookOther({ kind: { value: 'other' } }, 'kind')).toBe(true);
  expect(tookOther({ kind: { value: ['a', 'other'] } }, 'kind')).toBe(true);
  expect(tookOther({ kind: { answer: 'unknown' } }, 'kind')).toBe(false);
});

test('a number is shown beside the one it may not exceed', () => {
  expect(heldAgainst(FORM.questions['working'] as Question)).toEqual(['taps']);
  expect(heldAgainst(FORM.questions['taps'] as Question)).toEqual([]);
});

test('what was answered is read back section by section, consent left out', () => {
  const answers: Answers = { ...YES, name: { value: 'Riverside' }, taps: { answer: 'unknown' } };
  expect(sectionsRead(FORM, answers, TODAY)).toEqual([
    { code: 'A', questions: ['name'] },
    { code: 'F', questions: ['taps'] },
  ]);
});
