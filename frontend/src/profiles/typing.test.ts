import { describe, expect, it } from 'vitest';
import { answerOf, goesOn, keyed, KEYS } from './typing';

/** Type these keys one after another; the choices picked on the way. */
function picked(keys: string, many: number): number[] {
  let typed = '';
  const picks: number[] = [];
  for (const key of keys) {
    const next = keyed(typed, key, many);
    typed = next.typed;
    if (next.pick) picks.push(next.pick);
  }
  return picks;
}

describe('the number of a choice, as it stands on paper', () => {
  it('is taken at once in a short list', () => {
    expect(picked('2', 3)).toEqual([2]);
    expect(picked('13', 3)).toEqual([1, 3]);
  });

  it('waits for a second figure where one may follow, and Space or Enter says that none does', () => {
    expect(keyed('', '1', 17)).toEqual({ typed: '1', pick: null });
    expect(picked('14', 17)).toEqual([14]);
    expect(picked('1 ', 17)).toEqual([1]);
    expect(keyed('1', 'Enter', 17)).toEqual({ typed: '', pick: 1 });
  });

  it('is taken at once where a second figure would lead beyond the list', () => {
    expect(picked('2', 17)).toEqual([2]);
    expect(picked('18', 17)).toEqual([8]);
  });

  it('that no choice has picks nothing', () => {
    expect(picked('0', 9)).toEqual([]);
    expect(picked('9', 3)).toEqual([]);
    expect(picked(' ', 3)).toEqual([]);
  });

  it('can be any of a list of 22', () => {
    for (let n = 1; n <= 22; n += 1) expect(picked(`${n} `, 22).filter(Boolean), `${n}`).toEqual([n]);
  });
});

describe('the keys', () => {
  it('of the three answers differ, and no other key says one', () => {
    expect(new Set(Object.values(KEYS)).size).toBe(3);
    expect(answerOf('F4')).toBe('refused');
    expect(answerOf('n')).toBeNull();
  });

  it('go on by Tab everywhere, by Enter where it writes no line', () => {
    expect([goesOn('Tab', true), goesOn('Enter', true), goesOn('Enter', false)]).toEqual([true, false, true]);
  });
});
