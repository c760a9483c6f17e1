import { expect, test } from 'vitest';
import type { Answers, Form, Question } from '../questionnaire/form';
import { isHeldUp, questionsAsked, stepAddress } from './asking';
import { afterSection, askedOn, done, legsOf } from './paths';

const TODAY = '2026-11-22';
const question = (section: string, ask: Question['ask'], more: Partial<Question> = {}): Question => ({
  type: 'integer',
  label: { en: '' },
  section,
  core: true,
  required: true,
  ask,
  sensitive: 1,
  ...more,
});
const beyond = { core: false };

const QUESTIONS: Record<string, Question> = {
  consent_collect: question('U1', 'room', { type: 'select_one' }),
  households_total: question('D', 'room'),
  population_community: question('D', 'room'),
  structures_residential: question('D', 'walk'),
  rooms_per_household: question('D', 'room', { ...beyond, required: false }),
  languages_spoken: question('D', 'room', beyond),
  taps_public_working: question('F', 'walk'),
  handpumps_working: question('F', 'walk', beyond),
  water_price: question('F', 'room'),
  water_other: question('F', 'room', { ...beyond, type: 'text', words_for: 'water_price' }),
  water_photo: question('F', 'walk', { ...beyond, type: 'image' }),
  toilet_seats_working: question('G', 'walk', { repeat: 'toilet_group' }),
  menstrual_disposal: question('G', 'women', { ...beyond, required: false }),
  present_women: question('T', 'team'),
};
const SECTIONS = ['U1', 'D', 'F', 'G', 'T'];
const FORM = {
  sections: SECTIONS.map((code) => ({
    code,
    label: { en: code },
    questions: Object.keys(QUESTIONS).filter((name) => QUESTIONS[name]?.section === code),
  })),
  questions: QUESTIONS,
  repeats: {
    toilet_group: {
      label: { en: '' },
      section: 'G',
      key: 'uuid',
      may_be_none: true,
      questions: ['toilet_seats_working'],
    },
  },
  calculations: [],
  choices: {},
  rules: [],
} as unknown as Form;
const YES: Answers = { consent_collect: { value: 'yes' } };

test('the walk asks what is counted on the way, section by section, its lists too', () => {
  expect(questionsAsked(FORM, YES, TODAY, 'walk')).toEqual([
    'structures_residential',
    'taps_public_working',
    'toilet_group',
  ]);
  expect(questionsAsked(FORM, YES, TODAY, 'team')).toEqual(['present_women']);
});

test('before the meeting has said yes, no way leads anywhere', () => {
  expect(questionsAsked(FORM, {}, TODAY, 'walk')).toEqual([]);
});

test('all ways together ask every question once', () => {
  const ways = (['room', 'walk', 'women', 'team'] as const).flatMap((path) => questionsAsked(FORM, YES, TODAY, path));
  expect(ways.sort()).toEqual(questionsAsked(FORM, YES, TODAY).sort());
});

test('the rest of a section waits beyond the short form, without photos and words of other questions', () => {
  const legs = legsOf(FORM, YES, TODAY, 'walk');
  expect(legs.find(({ code }) => code === 'F')).toEqual({
    code: 'F',
    core: ['taps_public_working'],
    beyond: ['handpumps_working'],
    opened: false,
  });
  expect(legs.flatMap(askedOn)).not.toContain('handpumps_working');
});

test('a section being opened shows all of itself; an answer there opens it for every way', () => {
  expect(questionsAsked(FORM, YES, TODAY, 'walk', 'F')).toContain('handpumps_working');
  const said: Answers = { ...YES, languages_spoken: { answer: 'unknown' } };
  const leg = legsOf(FORM, said, TODAY, 'room').find(({ code }) => code === 'D');
  expect(leg).toMatchObject({ opened: true, beyond: ['rooms_per_household', 'languages_spoken'] });
  expect([done(leg?.beyond ?? [], said), done(leg?.core ?? [], said)]).toEqual([1, 0]);
});

test("the women's group has questions although the short form has none for it", () => {
  expect(legsOf(FORM, YES, TODAY, 'women')).toEqual([
    { code: 'G', core: [], beyond: ['menstrual_disposal'], opened: false },
  ]);
});

test('Next follows the way chosen, and at a section’s end holds up what is known', () => {
  const walk = questionsAsked(FORM, YES, TODAY, 'walk');
  expect(stepAddress(FORM, 'P', walk, 'structures_residential', 1)).toBe('#/profiles/P/known/D');
  expect(stepAddress(FORM, 'P', walk, 'taps_public_working', -1)).toBe('#/profiles/P/ask/structures_residential');
  expect(stepAddress(FORM, 'P', walk, 'toilet_group', 1)).toBeNull();
  const all = questionsAsked(FORM, YES, TODAY);
  expect(stepAddress(FORM, 'P', all, 'households_total', 1)).toBe('#/profiles/P/ask/population_community');
});

test('nothing is held up inside a section, or where a section comes to nothing', () => {
  expect(isHeldUp(FORM, 'households_total', 'population_community')).toBe(false);
  expect(isHeldUp(FORM, 'consent_collect', 'households_total')).toBe(false);
  expect(isHeldUp(FORM, 'present_women', null)).toBe(true);
});

test('after what is known the same way goes on, to its end', () => {
  expect(afterSection(FORM, YES, TODAY, 'D', 'walk')).toBe('taps_public_working');
  expect(afterSection(FORM, YES, TODAY, 'D', '')).toBe('taps_public_working');
  expect(afterSection(FORM, YES, TODAY, 'F', 'room')).toBeNull();
  expect(afterSection(FORM, YES, TODAY, 'T', '')).toBeNull();
});
