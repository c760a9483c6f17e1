import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, it } from 'vitest';
import { useWords } from '../kit/i18n.svelte';
import { uuid7 } from '../kit/ids';
import { openLocal, type LocalDb } from '../kit/local-db';
import type { OutboxEdit } from '../kit/wire';
import problems from '../kit/words/problems.en.json';
import { adviceOf, cardOf, chipOf, together } from './needs';

const problem = (slug: string) => ({ type: `/problems/${slug}`, title: slug, status: 422 });
const FORM = {
  repeats: {},
  choices: {},
  form: 'settlement_profile@1',
  questions: { return_date: { type: 'date', label: { en: 'When will we come back?' }, ask: 'team' } },
};
const refused = (more: Partial<OutboxEdit> = {}): OutboxEdit => ({
  edit_id: 'e1',
  record_id: 'r',
  settlement_id: 's',
  state: 'parked',
  made_n: 1,
  safe_at: '2026-11-22T07:00:00Z',
  answer: 'parked',
  problem: problem('nothing-kept'),
  refused: { return_date: problem('answer-wrong-type') },
  edit: {
    edit_id: 'e1',
    by: 'me',
    kind: 'profile',
    record_id: 'r',
    settlement_id: 's',
    city_id: 'c',
    form: 'settlement_profile@1',
    made_at: '2026-11-22T08:00:00+08:00',
    n: 1,
    set: { return_date: { value: '61120-02-02', replaces: [] } },
  },
  ...more,
});

let db: LocalDb;
beforeEach(async () => {
  useWords('en', problems);
  db = await openLocal(uuid7());
  await db.put('forms', FORM as never);
});
const cardFor = async (own: OutboxEdit) => {
  const [needing] = together([own]);
  if (!needing) throw new Error('nothing needs anybody');
  return cardOf(db, needing);
};

describe('what needs its person', () => {
  it('says why each answer was refused and leads to its question, in place of a word about all of them', async () => {
    const { lines, problems } = await cardFor(refused());
    expect(problems).toEqual([]);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({ question: 'When will we come back?', href: '#/profiles/r/ask/return_date' });
    expect(lines[0]?.why).toContain('cannot answer the question');
    expect([chipOf(refused()), adviceOf(refused())]).toEqual(['parked', 'sync.kept.refused']);
  });

  it('tells the reason of what no question asks on this phone, too', async () => {
    const { lines, problems } = await cardFor(
      refused({
        refused: { gone: problem('question-unknown') },
        edit: { ...refused().edit, set: { gone: { value: 1, replaces: [] } } },
      }),
    );
    expect(lines).toEqual([]);
    expect(problems).toEqual(['The questionnaire does not ask this.']);
  });

  it('is told as left out once a leader has said so, and nobody is sent to the leader again', () => {
    const left = refused({ settled: { how: 'left_out', by: 'lea', why: 'You gave 5 December instead.' } });
    expect([chipOf(left), adviceOf(left)]).toEqual(['left_out', null]);
  });

  it('is told to a leader as to a leader, and sends her to no other', () => {
    const own = refused({ refused: undefined, safe_at: '2026-11-22T08:00:00Z' });
    expect([chipOf(own, true), adviceOf(own, true)]).toEqual(['refused', 'sync.kept_leader.server']);
    expect(adviceOf(refused(), true)).toBe('sync.kept_leader.refused');
  });
});
