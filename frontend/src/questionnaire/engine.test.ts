import { describe, expect, it } from 'vitest';
import { Engine } from './engine';
import type { Answers, Ast, Form, Question } from './form';

const ref = (name: string): Ast => ['ref', name];
const op = (sign: string, one: Ast, other: Ast): Ast => ['op', sign, [one, other]];
const call = (name: string, ...args: Ast[]): Ast => ['call', name, args];
const num = (value: number): Ast => ['num', value];

const question = (more: Partial<Question>): Question => ({
  type: 'integer',
  label: { en: '' },
  section: 'A',
  core: true,
  required: false,
  ask: 'room',
  sensitive: 0,
  ...more,
});

/** Toilets of a settlement: how many rows of them there are, and what is reckoned over all. */
function aForm(): Form {
  const inRow = (more: Partial<Question>): Question => question({ ...more, repeat: 'toilet' });
  const questions: Record<string, Question> = {
    people: question({ required: true }),
    seats: inRow({ required: true }),
    working: inRow({ constraint: op('<=', ['self'], ref('seats')), relevant: op('>', ref('seats'), num(0)) }),
    broken: inRow({ type: 'calculate', calculation: op('-', ref('seats'), ref('working')) }),
    all_seats: question({ type: 'calculate', calculation: call('sum', ref('seats')) }),
    people_a_seat: question({ type: 'calculate', calculation: op('div', ref('people'), ref('all_seats')) }),
    why_crowded: question({ required: true, relevant: op('>', ref('people_a_seat'), num(50)) }),
  };
  return {
    form: 'toilets',
    title: { en: '' },
    languages: {},
    answers: { unknown: { en: '' }, refused: { en: '' }, not_applicable: { en: '' } },
    sections: [{ code: 'A', label: { en: '' }, questions: Object.keys(questions) }],
    questions,
    repeats: { toilet: { label: { en: '' }, section: 'A', key: 'uuid', may_be_none: true, questions: [] } },
    calculations: ['all_seats', 'people_a_seat', 'broken'],
    choices: {},
    rules: [
      { id: 'X1', kind: 'warn', questions: [], says: { en: '' }, holds: op('<=', ref('people_a_seat'), num(20)) },
      {
        id: 'X2',
        kind: 'block',
        questions: [],
        says: { en: '' },
        when: op('>', ref('people'), num(0)),
        holds: op('>', call('count', ref('toilet')), num(0)),
      },
    ],
  };
}

const said = (value: number) => ({ value });
const someAnswers = (): Answers => ({
  people: said(400),
  'toilet/a/seats': said(4),
  'toilet/a/working': said(3),
  'toilet/b/seats': said(0),
});
const opened = (answers = someAnswers()) => new Engine(aForm(), answers, { today: '2026-11-21' });

describe('a form worked out on the phone', () => {
  it('knows what is asked in each row, what is reckoned and what does not fit', () => {
    const engine = opened();
    expect(engine.paths()).toContain('toilet/b/working');
    expect([engine.value('all_seats'), engine.value('people_a_seat')]).toEqual([4, 100]);
    expect([engine.relevant('toilet/a/working'), engine.relevant('toilet/b/working')]).toEqual([true, false]);
    expect([engine.value('toilet/a/broken'), engine.value('toilet/b/broken')]).toEqual([1, null]);
    expect(engine.relevant('why_crowded')).toBe(true);
    expect(engine.broken().map((rule) => rule.id)).toEqual(['X1']);
  });

  it('tells a fault where an answer breaks its own constraint, and only where it is asked', () => {
    const engine = opened();
    expect(engine.fault('toilet/a/working')).toBe(false);
    engine.change('toilet/a/working', said(5));
    expect(engine.fault('toilet/a/working')).toBe(true);
    engine.change('toilet/a/seats', said(0));
    expect(engine.fault('toilet/a/working')).toBe(false);
  });

  it('shows a question whose condition is unknown as optional', () => {
    const engine = opened({ 'toilet/a/seats': said(4) });
    expect([engine.relevant('why_crowded'), engine.required('why_crowded')]).toEqual([null, false]);
    engine.change('people', said(400));
    expect([engine.relevant('why_crowded'), engine.required('why_crowded')]).toEqual([true, true]);
  });

  it('follows a change through what is reckoned from what is reckoned', () => {
    const engine = opened();
    expect(engine.relevant('why_crowded')).toBe(true);
    const hanging = engine.change('toilet/b/seats', said(36));
    expect([...hanging]).toEqual(expect.arrayContaining(['all_seats', 'people_a_seat', 'why_crowded']));
    expect([engine.value('people_a_seat'), engine.relevant('why_crowded')]).toEqual([10, false]);
    expect(engine.broken()).toEqual([]);
  });

  it('sees rows come, go and be taken back', () => {
    const engine = opened();
    engine.value('all_seats');
    engine.change('toilet/c/seats', said(6));
    expect([engine.value('all_seats'), engine.pathsOf('seats').length]).toEqual([10, 3]);
    engine.change('toilet/c/_deleted', { saw: ['edit'] } as never);
    expect([engine.value('all_seats'), engine.pathsOf('seats').length]).toEqual([4, 2]);
    engine.change('toilet/c/_deleted', { value: false });
    expect(engine.value('all_seats')).toBe(10);
    engine.change('toilet/c/seats', undefined);
    expect(engine.pathsOf('seats')).toEqual(['toilet/a/seats', 'toilet/b/seats']);
  });

  it('knows "none" from a list nobody spoke of', () => {
    const engine = opened({ people: said(40) });
    expect([engine.value('all_seats'), engine.broken().length]).toEqual([null, 0]);
    engine.change('toilet', { value: 'none' });
    expect([engine.value('all_seats'), engine.broken().map((rule) => rule.id)]).toEqual([0, ['X2']]);
  });

  it('puts rows in the order they were given', () => {
    const engine = opened();
    engine.change('toilet/b/_order', said(1));
    engine.change('toilet/a/_order', said(2));
    expect(engine.pathsOf('seats')).toEqual(['toilet/b/seats', 'toilet/a/seats']);
  });

  it('leaves what needs itself unknown', () => {
    const form = aForm();
    form.questions['all_seats']!.calculation = op('+', ref('people_a_seat'), num(1));
    expect(new Engine(form, someAnswers(), { today: '2026-11-21' }).value('all_seats')).toBeNull();
  });

  it('comes to the same after many changes as when it is opened anew', () => {
    const engine = opened();
    const answers = someAnswers();
    let seed = 7;
    const draw = (most: number): number => (seed = (seed * 48271) % 2147483647) % most;
    for (let n = 0; n < 150; n += 1) {
      const path = ['people', `toilet/${'abcd'[draw(4)]}/${['seats', 'working', '_order'][draw(3)]}`][draw(4) ? 1 : 0]!;
      const answer = draw(5) ? said(draw(30)) : draw(2) ? { answer: 'unknown' as const } : undefined;
      answers[path] = answer;
      engine.change(path, answer);
      const anew = opened(answers);
      const told = (one: Engine) => one.paths().map((at) => [at, one.value(at), one.relevant(at), one.fault(at)]);
      expect(told(engine)).toEqual(told(anew));
      expect(engine.broken().map((rule) => rule.id)).toEqual(anew.broken().map((rule) => rule.id));
    }
  });
});

describe('a long form: 100 rows of 40 questions', () => {
  const ROWS = 100;
  const QUESTIONS = 40;

  /** Each question of a row is asked while the one before is above 0, and may not be above it; the first ones are added up. */
  function aLongForm(): Form {
    const form = aForm();
    form.questions = { total: question({ type: 'calculate', calculation: call('sum', ref('q0')) }) };
    for (let n = 0; n < QUESTIONS; n += 1)
      form.questions[`q${n}`] = question({
        repeat: 'toilet',
        ...(n ? { relevant: op('>', ref(`q${n - 1}`), num(0)), constraint: op('<=', ['self'], ref(`q${n - 1}`)) } : {}),
      });
    form.sections[0]!.questions = Object.keys(form.questions);
    form.calculations = ['total'];
    form.rules = [];
    return form;
  }

  const answers: Answers = {};
  for (let row = 0; row < ROWS; row += 1)
    for (let n = 0; n < QUESTIONS; n += 1) answers[`toilet/row${row}/q${n}`] = said(100 - n);

  const lookAtAll = (engine: Engine): void => {
    for (const path of engine.paths()) [engine.value(path), engine.relevant(path), engine.fault(path)].at(0);
  };

  it('looks at every expression once when it is opened, and at none again while nothing changes', () => {
    const engine = new Engine(aLongForm(), answers, { today: '2026-11-21' });
    lookAtAll(engine);
    expect(engine.evaluations).toBe(1 + ROWS * (QUESTIONS - 1) * 2);
    lookAtAll(engine);
    expect(engine.evaluations).toBe(1 + ROWS * (QUESTIONS - 1) * 2);
  });

  it('looks only at what hangs on an answer that changed: three expressions of 7,801', () => {
    const engine = new Engine(aLongForm(), answers, { today: '2026-11-21' });
    lookAtAll(engine);
    const before = engine.evaluations;
    const hanging = engine.change('toilet/row50/q10', said(89));
    lookAtAll(engine);
    expect(engine.evaluations - before).toBe(3); // its own constraint, and the next one's condition and constraint
    expect([...hanging].sort()).toEqual(['toilet/row50/q10', 'toilet/row50/q11']);
  });

  it('adds up anew only where a number that is added up changed', () => {
    const engine = new Engine(aLongForm(), answers, { today: '2026-11-21' });
    lookAtAll(engine);
    const before = engine.evaluations;
    engine.change('toilet/row50/q0', said(150));
    lookAtAll(engine);
    expect(engine.evaluations - before).toBe(3); // the sum, and the next question's condition and constraint
    expect(engine.value('total')).toBe(ROWS * 100 + 50);
  });

  it('asks a new row without looking at the others again', () => {
    const engine = new Engine(aLongForm(), answers, { today: '2026-11-21' });
    lookAtAll(engine);
    const before = engine.evaluations;
    engine.change('toilet/row100/q0', said(5));
    lookAtAll(engine);
    expect(engine.evaluations - before).toBe(1 + QUESTIONS - 1); // the sum, and the new row's own conditions
  });
});
