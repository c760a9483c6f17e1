import 'fake-indexeddb/auto';
import { describe, expect, it } from 'vitest';
import { openLocal } from '../kit/local-db';
import type { Edit, OutboxEdit } from '../kit/wire';
import { answersOf } from './count';
import { keptAt, lay } from './proof';
import { afterWriting, provenOf, safetyHere, safetyOf } from './safety';

let made = 0;
const FIX = { lon: 121, lat: 14, accuracy_m: 4, at: '' };

const own = (over: Partial<OutboxEdit>, set: string[] = ['taps'], kind: Edit['kind'] = 'profile'): OutboxEdit => {
  const edit_id = `e${(made += 1)}`;
  const said = Object.fromEntries(set.map((path) => [path, { value: 1, replaces: [] }]));
  const edit: Edit = {
    edit_id,
    by: 'me',
    kind,
    record_id: 'r',
    settlement_id: 's',
    city_id: 'c',
    form: 'f',
    made_at: '',
    n: made,
    set: said,
  };
  return { edit_id, record_id: 'r', settlement_id: 's', state: 'safe', made_n: made, edit, ...over };
};
const say = (outbox: OutboxEdit[]) => safetyOf(outbox, provenOf(outbox), false);

describe('the safety line', () => {
  it('says that all is safe only when nothing else is left, with the last proof', () => {
    const safe = [own({ safe_at: '2026-11-21T06:00:00Z' }), own({ safe_at: '2026-11-21T14:02:00Z' })];
    expect(say(safe)).toEqual({ is: 'safe', n: 2, at: '2026-11-21T14:02:00Z' });
    expect(say([...safe, own({ state: 'frozen' })])).toEqual({ is: 'waiting', n: 1 });
  });

  it('comes to the same without counting anew when an answer is written', () => {
    const open = own({ state: 'open' }, ['taps', 'hours']);
    for (const [left, sending] of [
      [[], false],
      [[own({ safe_at: '2026-11-21T06:00:00Z' })], false],
      [[own({ state: 'frozen' })], false],
      [[own({ state: 'frozen' })], true],
      [[own({ state: 'open' })], false],
      [[own({ state: 'parked' }), own({ state: 'frozen' })], false],
    ] as [OutboxEdit[], boolean][]) {
      const before = safetyOf(left, provenOf(left), sending);
      const after = [...left, open];
      expect(afterWriting(before, answersOf(open))).toEqual(safetyOf(after, provenOf(after), sending));
    }
  });

  it('says saved on this phone while something is being written, with all that is not sent yet', () => {
    expect(say([own({ state: 'open' }), own({ state: 'frozen' }, ['taps', 'hours'])])).toEqual({ is: 'saved', n: 3 });
  });

  it('says that nothing is written on a fresh phone', () => {
    expect(say([])).toEqual({ is: 'nothing' });
  });

  it('puts what needs the person first, until it was read, and never hides behind it what waits to be sent', () => {
    expect(say([own({ state: 'parked' }), own({ state: 'frozen' })])).toEqual({ is: 'needs', n: 1, waiting: 1 });
    expect(say([own({ state: 'parked', seen: true })])).toEqual({ is: 'saved', n: 0 });
  });

  it('says that a drawing is saved here before it is an answer', async () => {
    const db = await openLocal('safety-drawn');
    expect(await safetyHere(db)).toEqual({ is: 'nothing' });
    await db.put('meta', { rings: [], past: [], future: [] }, 'corners/one');
    expect(await safetyHere(db)).toEqual({ is: 'saved', n: 0 });
  });

  it('never says that all is safe while a walk, a drawing or a count lies on this phone alone, and leads to it', async () => {
    const db = await openLocal('safety-unfinished');
    await db.put('outbox', own({ edit_id: 'a', safe_at: '2026-11-21T06:00:00Z' }));
    const safe = { is: 'safe', n: 1, at: '2026-11-21T06:00:00Z' };
    const nothing = { rings: [], past: [], future: [], walking: true };
    await db.put('meta', nothing, 'corners/one');
    await db.put('meta', { taps: [{}], saved_at: '2026-11-20' }, 'count/one');
    for (const n of [1, 2]) await db.put('fixes', { ...FIX, n, profile_id: 'one+count' });
    expect(await safetyHere(db)).toEqual(safe); // a page was opened, a count was written down: nothing is open
    await db.put('meta', { taps: [{}] }, 'count/two');
    expect(await safetyHere(db)).toEqual({ is: 'count', href: '#/profiles/two/count' });
    await db.put('meta', { of: 'drain', corners: [[121, 14]] }, 'placing/place');
    expect(await safetyHere(db)).toEqual({ is: 'drawing', href: '#/settlements/place/map' });
    for (const n of [1, 2, 3]) await db.put('fixes', { ...FIX, n, profile_id: 'one' });
    expect(await safetyHere(db)).toEqual({ is: 'walk', href: '#/profiles/one/boundary' });
    await db.put('meta', { ...nothing, walking: false, rings: [{}] }, 'corners/one');
    await db.delete('meta', 'placing/place');
    expect(await safetyHere(db)).toEqual({ is: 'drawing', href: '#/profiles/one/boundary' });
    await db.put('outbox', own({ edit_id: 'b', state: 'frozen' }));
    expect(await safetyHere(db)).toEqual({ is: 'waiting', n: 1 });
  });

  it('reads the store anew whenever something was proven or read', async () => {
    const db = await openLocal('safety');
    expect(await safetyHere(db)).toEqual({ is: 'nothing' });
    await db.put('outbox', own({ edit_id: 'a', safe_at: '2026-11-21T06:00:00Z' }));
    expect(await safetyHere(db)).toEqual({ is: 'safe', n: 1, at: '2026-11-21T06:00:00Z' });
    const refused = { taps: { type: '/problems/answer-wrong-type', title: '', status: 422 } };
    await db.put('outbox', own({ edit_id: 'b', safe_at: '2026-11-21T07:00:00Z', refused }, ['taps', 'hours']));
    expect(await safetyHere(db)).toEqual({ is: 'needs', n: 1, waiting: 0 });
    await db.put(
      'outbox',
      own({ edit_id: 'b', safe_at: '2026-11-21T07:00:00Z', refused, seen: true }, ['taps', 'hours']),
    );
    expect(await safetyHere(db)).toEqual({ is: 'safe', n: 2, at: '2026-11-21T07:00:00Z' });
  });

  it('never speaks of sending in practice', async () => {
    expect(await safetyHere(await openLocal('safety'), { practice: true, sending: true })).toEqual({ is: 'practice' });
  });
});

describe('counting answers', () => {
  it('counts each question of a profile, and a settlement or a decision as one', () => {
    expect(answersOf(own({}, ['taps', 'hours', 'round']))).toBe(2);
    expect(answersOf(own({}, ['name', 'team', 'known_from'], 'settlement'))).toBe(1);
    expect(answersOf(own({}, ['act', 'about', 'hash'], 'decision'))).toBe(1);
  });

  it('does not count what the server refused', () => {
    const refused = { taps: { type: '/problems/answer-wrong-type', title: '', status: 422 } };
    expect(answersOf(own({ refused }, ['taps', 'hours']))).toBe(1);
  });
});

describe('the outbox laid out', () => {
  it('gives one proof a settlement, those still waiting first', () => {
    const outbox = [own({}), own({ settlement_id: 't', state: 'frozen' })];
    const { proofs, waiting } = lay(outbox, { s: 'Lakeside', t: 'Railway line B' });
    expect(proofs.map(({ name, safe, waiting: left }) => [name, safe, left])).toEqual([
      ['Railway line B', 0, 1],
      ['Lakeside', 1, 0],
    ]);
    expect(waiting).toBe(1);
  });
});

describe('what needs a person', () => {
  it('is called kept on the server only with the proof of it', () => {
    const problem = { type: '/problems/body-too-large', title: '', status: 413 };
    expect(keptAt(own({ state: 'parked', answer: 'parked', safe_at: '2026-11-21' }))).toBe('server');
    expect(keptAt(own({ state: 'parked', answer: 'parked', problem }))).toBe('phone');
    expect(keptAt(own({ state: 'parked', problem }))).toBe('unread');
  });
});
