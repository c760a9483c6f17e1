import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { evaluate, valueOf, type Around } from './expressions';
import type { Answers, Ast } from './form';
import './engine';

interface Case extends Around {
  expr: string;
  ast: Ast;
  answers: Answers;
  self: string | number | string[] | object | null;
  today: string;
  value: string | number | boolean | null;
  /** By how much the two engines may differ, in geometry and in powers. */
  tolerance?: number;
}

const vectors = new URL('../../../tests/vectors/expressions.json', import.meta.url);
const cases = JSON.parse(readFileSync(vectors, 'utf8')) as Case[];

describe('expressions come to the same on the phone as on the server', () => {
  it.each(cases.map((one) => [`${one.expr} · ${JSON.stringify(one.answers)} · ${JSON.stringify(one.self)}`, one]))(
    '%s',
    (_name, { ast, answers, self, today, value, tolerance, ...around }) => {
      const outcome = evaluate(ast, answers, self, today, around);
      if (tolerance === undefined) expect(outcome).toStrictEqual(value);
      else expect(Math.abs((outcome as number) - (value as number))).toBeLessThanOrEqual(tolerance);
    },
  );

  it('does not change the answers it reads', () => {
    const chosen = ['queue', 'price'];
    evaluate(
      [
        'op',
        '=',
        [
          ['ref', 'x'],
          ['str', 'price queue'],
        ],
      ],
      { x: { value: chosen } },
      null,
      '2026-11-21',
    );
    expect(chosen).toEqual(['queue', 'price']);
  });

  it('keeps blank apart from zero', () => {
    expect([valueOf({ value: 0 }), valueOf({ value: '' }), valueOf({ answer: 'unknown' }), valueOf(undefined)]).toEqual(
      [0, null, null, null],
    );
  });
});
