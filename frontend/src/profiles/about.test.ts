import { expect, test } from 'vitest';
import type { Described } from '../sync/outbox';
import { commentsAbout, decisionsAbout, openComments, waitingComments } from './about';

function record(record_id: string, facts: Record<string, unknown>, made_at: string): Described {
  const fields = Object.fromEntries(
    Object.entries(facts).map(([path, value]) => [
      path,
      [{ edit_id: `${record_id}-${path}`, answer: { value }, by: 'ana', made_at, mine: false }],
    ]),
  );
  return {
    record_id,
    kind: 'comment',
    settlement_id: 's',
    city_id: 'c',
    form: 'kwetu@1',
    fields,
    hash: '',
    deleted: false,
    unsent: 0,
    safe: 0,
    parked: 0,
    state: null,
  };
}

test('decisions about this profile are read in the order they were made, others left out', () => {
  const records = [
    record('two', { about: 'p', act: 'return', saw: ['one'], hash: 'h' }, '2026-11-14T10:00:00+02:00'),
    record('one', { about: 'p', act: 'hand_in' }, '2026-11-12T10:00:00+08:00'),
    record('else', { about: 'q', act: 'approve' }, '2026-11-10T10:00:00Z'),
    record('odd', { about: 'p', act: 'something newer' }, '2026-11-10T10:00:00Z'),
  ];
  expect(decisionsAbout('p', records).map(({ decision_id }) => decision_id)).toEqual(['one', 'two']);
  expect(decisionsAbout('p', records)[1]).toMatchObject({ act: 'return', saw: ['one'], hash: 'h', by: 'ana' });
});

test('a comment on a profile that was joined to another is read with that other', () => {
  const records = [record('c1', { about: 'pA', path: 'taps', text: 'Which tap?' }, '2026-11-14T10:00:00Z')];
  expect(commentsAbout('pB', records)).toEqual([]);
  expect(commentsAbout('pB', records, { pA: 'pB' }).map(({ comment_id }) => comment_id)).toEqual(['c1']);
});

test('a comment stays open until somebody marks it as done; replies are not questions', () => {
  const records = [
    record('c1', { about: 'p', path: 'taps', text: 'Which tap is broken?' }, '2026-11-14T10:00:00Z'),
    record('c2', { about: 'p', path: 'taps', text: 'The one at the chapel', reply_to: 'c1' }, '2026-11-15T10:00:00Z'),
    record('c3', { about: 'p', path: 'name', text: 'Spelled right?', done: true }, '2026-11-13T10:00:00Z'),
  ];
  const comments = commentsAbout('p', records);
  expect(comments.map(({ comment_id }) => comment_id)).toEqual(['c3', 'c1', 'c2']);
  expect(openComments(comments).map(({ comment_id }) => comment_id)).toEqual(['c1']);
  expect(openComments(comments, 'name')).toEqual([]);
});

test('a question waits until its answer is written anew or it is marked as done', () => {
  const comments = commentsAbout('p', [
    record('c1', { about: 'p', path: 'taps', text: 'Which tap is broken?' }, '2026-11-14T10:00:00Z'),
    record('c2', { about: 'p', path: 'name', text: 'Spelled right?', done: true }, '2026-11-14T10:00:00Z'),
    record('c3', { about: 'p', text: 'Well done' }, '2026-11-14T10:00:00Z'),
  ]);
  const before = record('p', { taps: 9 }, '2026-11-14T11:00:00+02:00');
  const after = record('p', { taps: 8 }, '2026-11-14T13:00:00+02:00');
  expect(waitingComments(comments, before.fields).map(({ path }) => path)).toEqual(['taps']);
  expect(waitingComments(comments, after.fields)).toEqual([]);
});
