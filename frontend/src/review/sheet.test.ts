import { describe, expect, it } from 'vitest';
import type { Answer } from '../kit/wire';
import type { Form } from '../questionnaire/form';
import { answersOf, contestedPaths, sheet, writersOf } from './sheet';
import { cameAfter, decisionTold, latestCheck, newest, type DecisionTold } from './decisions';
import { talkTold, threads, toReturn } from './talks';
import { writtenBetween, type Told, type Voice } from './told';

const same = (one: Answer, other: Answer): boolean => one.value === other.value && one.answer === other.answer;

function voice(value: unknown, more: Partial<Voice> & { source?: Answer['source']; chosen_with?: string } = {}): Voice {
  const { source, chosen_with, ...rest } = more;
  const answer: Answer = { value, ...(source ? { source } : {}), ...(chosen_with ? { chosen_with } : {}) };
  return { edit_id: `${String(value)}`, answer, by: 'rudo', made_at: '2026-11-11T08:00:00+08:00', ...rest };
}

function told(fields: Record<string, Voice[]>, record_id = 'profile'): Told {
  return { record_id, settlement_id: 's', fields };
}

const form = {
  sections: [
    { code: 'F', label: { en: 'Water' }, questions: ['taps', 'hours'] },
    { code: 'D', label: { en: 'Homes' }, questions: ['households'] },
  ],
  questions: { taps: { type: 'integer' }, hours: { type: 'integer' }, households: { type: 'integer' } },
  choices: {},
  repeats: {},
} as unknown as Form;

describe('the sheet a leader reads', () => {
  it('keeps the order of the form and leaves out what nobody answered', () => {
    const sections = sheet(form, told({ households: [voice(135)], taps: [voice(9)] }), same);
    expect(sections.map((section) => [section.code, section.rows.map((row) => row.path)])).toEqual([
      ['F', ['taps']],
      ['D', ['households']],
    ]);
  });

  it('puts the rows of a list where the form asks the list, before what is asked after it', () => {
    const members = { label: { en: 'Members' }, section: 'H', key: 'uuid', questions: ['first_name'] };
    const survey = {
      sections: [{ code: 'H', label: { en: 'Household' }, questions: ['head', 'first_name', 'comments'] }],
      questions: { head: {}, first_name: { label: { en: 'Name' }, repeat: 'members' }, comments: {} },
      choices: {},
      repeats: { members },
    } as unknown as Form;
    const fields = { comments: [voice('none')], 'members/a/first_name': [voice('Ana')], head: [voice('Luz')] };
    const [section] = sheet(survey, told(fields), same);
    expect(section?.rows.map(({ path }) => path)).toEqual(['head', 'members/a/first_name', 'comments']);
  });

  it('shows two answers only where people differ', () => {
    const profile = told({
      households: [voice(135), voice(120)],
      taps: [voice(9, { by: 'a' }), voice(9, { by: 'b' })],
    });
    expect(contestedPaths(profile)).toEqual(['households']);
    expect(sheet(form, profile, same)[0]?.rows[0]?.different).toHaveLength(1);
  });

  it('tells the days on which people wrote by a right clock, whatever a phone two years ahead says', () => {
    const profile = told({
      households: [voice(135)],
      taps: [voice(9, { made_at: '2029-01-30T23:30:00+08:00', skew_s: 800 * 86_400 })],
      hours: [voice(4, { made_at: '2026-11-12T08:00:00+08:00' })],
    });
    expect(writtenBetween(profile)).toEqual(['2026-11-11T08:00:00+08:00', '2026-11-22T23:30:00+08:00']);
  });

  it('takes the answer shown first for the checks', () => {
    expect(answersOf(told({ households: [voice(135), voice(120)] }))['households']?.value).toBe(135);
  });

  it('counts as writers those who answered, not those who settled a dispute', () => {
    expect(
      writersOf(told({ households: [voice(135, { by: 'leader', chosen_with: 'both teams' })], taps: [voice(9)] })),
    ).toEqual(['rudo']);
  });

  it('tells the first and the last day of writing', () => {
    const profile = told({ taps: [voice(9, { made_at: '2026-11-14T08:00:00Z' })], hours: [voice(4)] });
    expect(writtenBetween(profile)).toEqual(['2026-11-11T08:00:00+08:00', '2026-11-14T08:00:00Z']);
  });
});

function decision(
  act: string,
  more: Record<string, unknown> = {},
  made_at = '2026-11-12T08:00:00Z',
  id = act,
): DecisionTold {
  const fields = Object.fromEntries(
    Object.entries({ act, about: 'profile', ...more }).map(([path, value]) => [path, [voice(value, { made_at })]]),
  );
  return decisionTold(told(fields, id)) as DecisionTold;
}

describe('what happened so far', () => {
  it('reads the numbers of the newest check by residents', () => {
    const check = latestCheck([
      decision('verify', { women: 3, men: 2, tenants: 1 }, '2026-11-10T00:00:00Z', 'v1'),
      decision('verify', { women: 12, men: 11, tenants: 9 }, '2026-11-14T00:00:00Z', 'v2'),
    ]);
    expect(check?.check?.women).toBe(12);
  });

  it('counts the answers that came after hand-in, and none while nothing changed', () => {
    const handed = decision('hand_in', { hash: 'old' });
    const profile = told({ taps: [voice(9, { made_at: '2026-11-13T00:00:00Z' })], hours: [voice(4)] });
    expect(cameAfter(profile, handed, 'new')).toBe(1);
    expect(cameAfter(profile, handed, 'old')).toBe(0);
  });
});

describe('phones with different clocks', () => {
  const handed = decision('hand_in', { hash: 'old' }, '2026-11-12T08:00:00+08:00');

  it('count as later what is later, whatever hour is written', () => {
    const profile = told({ taps: [voice(9, { made_at: '2026-11-12T01:00:00Z' })], hours: [voice(4)] });
    expect(cameAfter(profile, handed, 'new')).toBe(1);
    expect(cameAfter(told({ taps: [voice(9, { made_at: '2026-11-12T07:00:00+02:00' })] }), handed, 'new')).toBe(1);
  });

  it('never hide that something changed, and do not count what was settled', () => {
    const at = '2026-11-13T00:00:00Z';
    expect(cameAfter(told({ taps: [voice(9)] }), handed, 'new')).toBe(1);
    expect(cameAfter(told({ taps: [voice(9, { chosen_with: 'both', made_at: at })] }), handed, 'new')).toBe(0);
  });

  it('do not disturb which decision is the newest', () => {
    const later = decision('return', {}, '2026-11-12T03:00:00Z');
    expect(newest([later, decision('hand_in', {}, '2026-11-12T08:00:00+08:00')])?.act).toBe('return');
  });
});

describe('questions asked', () => {
  const asked = talkTold(told({ text: [voice('Which tap?')], path: [voice('taps')], about: [voice('profile')] }, 'q1'));
  const reply = talkTold(told({ text: [voice('The chapel one')], reply_to: [voice('q1')] }, 'r1'));
  const settled = talkTold(told({ text: [voice('Done?')], done: [voice(true)] }, 'q2'));
  const talks = [asked, reply, settled].filter((talk) => talk !== null);

  it('keeps replies with their question', () => {
    expect(threads(talks, [])[0]?.replies.map((talk) => talk.text)).toEqual(['The chapel one']);
  });

  it('returns what is open and was not returned before', () => {
    expect(toReturn(threads(talks, [])).map((talk) => talk.comment_id)).toEqual(['q1']);
    expect(toReturn(threads(talks, [decision('return', { comments: ['q1'] })]))).toEqual([]);
  });
});
