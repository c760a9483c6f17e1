import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Answers, Form } from './form';
import { Engine } from './engine';
import { workedOut } from './working-out';

const vectors = new URL('../../../tests/vectors/rows.json', import.meta.url);
const { form, cases } = JSON.parse(readFileSync(vectors, 'utf8')) as {
  form: Form;
  cases: { name: string; answers: Answers; today: string }[];
};

/** Everything there is to say of a form with these answers. */
const all = (engine: Engine) => ({
  complete: engine.complete(),
  asked: engine.paths().map((path) => [path, engine.relevant(path), engine.required(path), engine.fault(path)]),
  broken: engine.broken().map(({ id }) => id),
});

describe('the engine of a form that is being answered', () => {
  it('goes from any answers to any others, and comes to what an engine begun with them comes to', () => {
    for (const { answers, today } of [...cases, ...[...cases].reverse()])
      expect(all(workedOut(form, answers, today))).toEqual(all(new Engine(form, { ...answers }, { today })));
  });

  it('works out nothing again for answers that were read once more', () => {
    const [{ answers, today }] = cases as [(typeof cases)[number]];
    const engine = workedOut(form, answers, today);
    all(engine);
    const before = engine.evaluations;
    const again = JSON.parse(JSON.stringify(answers)) as Answers;
    expect(workedOut(form, again, today)).toBe(engine);
    all(engine);
    expect(engine.evaluations).toBe(before);
  });

  it('begins anew on another day', () => {
    const [{ answers }] = cases as [(typeof cases)[number]];
    expect(workedOut(form, answers, '2026-11-22')).not.toBe(workedOut(form, answers, '2026-11-23'));
  });
});
