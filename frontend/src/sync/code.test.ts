import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { OutboxEdit } from '../kit/wire';
import { codeOf } from './code';
import { daysOf, laidDay } from './day';

interface Vector {
  told: string;
  day: string;
  edits: [edit_id: string, sha256: string][];
  code: string;
}
const file = new URL('../../../tests/vectors/codes.json', import.meta.url);
const { codes } = JSON.parse(readFileSync(file, 'utf8')) as { codes: Vector[] };

describe('the code of a day', () => {
  it.each(codes)('of $told is the one the server makes', ({ day, edits, code }) => {
    expect(
      codeOf(
        day,
        edits.map(([edit_id, sha256]) => ({ edit_id, sha256 })),
      ),
    ).toBe(code);
  });
});

describe('the end of a day', () => {
  let made = 0;
  const own = (over: Partial<OutboxEdit>, day = '2026-11-22', settlement_id = 'lakeside'): OutboxEdit => {
    const edit_id = `e${(made += 1)}`;
    const edit = {
      edit_id,
      by: 'rosa',
      kind: 'profile' as const,
      record_id: 'r',
      settlement_id,
      city_id: 'c',
      form: 'f@1',
      made_at: `${day}T23:50:00+08:00`,
      n: made,
      set: { taps: { value: made, replaces: [] } },
    };
    return { edit_id, record_id: 'r', settlement_id, state: 'safe', answer: 'kept', made_n: made, edit, ...over };
  };

  it('tells by settlement what is safe, on its way, or needs somebody', () => {
    const outbox = [
      own({}),
      own({ state: 'frozen' }),
      own({ state: 'parked' }, '2026-11-22', 'railway'),
      own({}, '2026-11-21'),
    ];
    const day = laidDay(
      outbox,
      { day: '2026-11-22', today: '2026-11-23' },
      { lakeside: 'Lakeside', railway: 'Railway line B' },
    );
    expect(day.shares.map(({ name, safe, waiting, needs }) => [name, safe, waiting, needs])).toEqual([
      ['Lakeside', 1, 1, 0],
      ['Railway line B', 0, 0, 1],
    ]);
    expect(day.code).toMatch(/^1122-1-[0-9A-Z]{6}$/);
    expect(daysOf(outbox, '2026-11-23')).toEqual(['2026-11-22', '2026-11-21']);
  });

  it('has no code before the server has signed for anything', () => {
    expect(laidDay([own({ state: 'frozen' })], { day: '2026-11-22', today: '2026-11-22' }, {}).code).toBeNull();
  });

  it('is told for a week, not for the last seven days on which something was written', () => {
    const days = ['2026-11-22', '2026-11-20', '2026-11-16', '2026-11-15', '2026-10-13'];
    const outbox = days.map((day) => own({}, day));
    expect(daysOf(outbox, '2026-11-22')).toEqual(['2026-11-22', '2026-11-20', '2026-11-16']);
    const parked = { state: 'parked', answer: 'parked', safe_at: '2026-10-13T16:00:00Z' } as const;
    expect(daysOf([own(parked, '2026-10-13')], '2026-11-22')).toEqual([]);
  });

  it.each([
    ['2026-10-13', 'long ago'],
    ['2027-11-22', 'by a clock that was ahead'],
    ['1970-01-01', 'by a clock that stood still'],
  ])('of %s, %s, tells only what is still to be sent, and no code: some of its proofs may be let go of', (day) => {
    const outbox = [own({}, day), own({ state: 'frozen' }, day), own({ state: 'parked' }, day), own({})];
    expect(daysOf(outbox, '2026-11-22').sort()).toEqual(['2026-11-22', day].sort());
    const told = laidDay(outbox, { day, today: '2026-11-22' }, {});
    expect(told).toMatchObject({ far: true, safe: 0, waiting: 1, needs: 1, code: null });
  });

  it('changes its code with every answer that becomes safe, in whatever order', () => {
    const [one, two] = [own({}), own({ answer: 'contested' })];
    const code = (outbox: OutboxEdit[]) => laidDay(outbox, { day: '2026-11-22', today: '2026-11-23' }, {}).code;
    expect(code([one, two])).toBe(code([two, one]));
    expect(code([one, two])).not.toBe(code([one]));
  });
});
