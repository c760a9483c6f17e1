/** What does not fit in the rows of a repeat, and in lists put in order: the twin of app/profiles/row_rules.py. Pure. */
import '../questionnaire/engine'; // sums over the rows of a list and the like
import { valueOf } from '../questionnaire/expressions';
import type { Answers, Form, Repeat } from '../questionnaire/form';
import { rowsIn } from '../questionnaire/rows-here';
import { workedOut, type Engine } from '../questionnaire/working-out';
import { tookOther, wordsQuestion } from './asking';
import { inRow } from './repeats';
import { filled, ownWarning, saidNo, warnings, type Warning } from './rules';

/** Fewer than these are no order of needs; more are not heard any more. */
export const LEAST_RANKED = 3;
const IN_ORDER = 'X12';

/** A repeat that is a set of lists in order: whose list, what stands in it, and the place, which is written from the order. */
export interface Ranking {
  repeat: string;
  by: string;
  what: string;
  place: string;
  most: number;
}

/** Read a repeat as a ranking; null for all others. Its key is "whose list + what", and one question ends in `_rank`. */
export function rankingOf(form: Form, repeat: string): Ranking | null {
  const { key = '', questions = [] }: Partial<Repeat> = form.repeats[repeat] ?? {};
  const place = questions.find((name) => name.endsWith('_rank'));
  const [by, what] = key.split('+');
  return place && by && what ? { repeat, by, what, place, most: form.questions[place]?.max ?? 6 } : null;
}

/** The keys of the rows of one list, the first need first; without a place last. */
export function ranked(answers: Answers, ranking: Ranking, list: string): string[] {
  const place = (key: string): number => Number(placeOf(answers, ranking, key) ?? Infinity);
  const keys = (rowsIn(answers)[ranking.repeat] ?? []).filter((key) => key.split('+')[0] === list);
  return keys.sort((one, other) => place(one) - place(other) || (one < other ? -1 : 1));
}

/** The rows of a list in the order people put them; of lists in order of need one list after the other. */
export function rowsInOrder(form: Form, answers: Answers, repeat: string): readonly string[] {
  const ranking = rankingOf(form, repeat);
  if (!ranking) return rowsIn(answers)[repeat] ?? [];
  const lists = form.choices[form.questions[ranking.by]?.choices ?? ''] ?? [];
  return lists.flatMap(({ code }) => ranked(answers, ranking, code));
}

/** What does not fit anywhere in a profile: as `warnings`, then row by row, then lists with a place taken twice or left out. */
export function allWarnings(form: Form, answers: Answers, today: string): Warning[] {
  if (saidNo(answers)) return [];
  const engine = workedOut(form, answers, today);
  const repeats = Object.keys(form.repeats);
  return [
    ...warnings(form, answers, today),
    ...repeats.flatMap((repeat) => inRows(form, repeat, answers, engine)),
    ...repeats.flatMap((repeat) => outOfOrder(form, repeat, answers)),
  ];
}

function inRows(form: Form, repeat: string, answers: Answers, engine: Engine): Warning[] {
  return (rowsIn(answers)[repeat] ?? []).flatMap((key) => {
    const path = (name: string): string => `${repeat}/${key}/${name}`;
    const broken = (form.repeats[repeat]?.questions ?? []).filter((name) => engine.fault(path(name)));
    const row = broken.length ? inRow(form, engine.complete(), repeat, key) : {};
    return broken.map((name) => {
      const warning = ownWarning(form, name, row);
      return { ...warning, id: `${warning.rule}/${path(name)}`, questions: [path(name)] };
    });
  });
}

/** Every place from the first to the last is needed once; a list with a place nobody knows is not judged. */
function outOfOrder(form: Form, repeat: string, answers: Answers): Warning[] {
  const ranking = rankingOf(form, repeat);
  const rule = form.rules.find(({ id }) => id === IN_ORDER);
  if (!ranking || !rule) return [];
  const lists = form.choices[form.questions[ranking.by]?.choices ?? ''] ?? [];
  return lists.flatMap(({ code }) => {
    const keys = ranked(answers, ranking, code);
    const places = keys.map((key) => placeOf(answers, ranking, key));
    if (places.includes(null) || places.every((place, at) => place === at + 1)) return [];
    const shown = { [ranking.by]: code, length: places.length, ranks: places.join(', ') };
    const questions = keys.map((key) => `${repeat}/${key}/${ranking.place}`);
    return [
      { id: `${rule.id}/${code}`, rule: rule.id, kind: rule.kind, questions, says: filled(form, rule.says, {}, shown) },
    ];
  });
}

const placeOf = (answers: Answers, { repeat, place }: Ranking, key: string): number | null => {
  const value = valueOf(answers[`${repeat}/${key}/${place}`]);
  return typeof value === 'number' ? value : null;
};

/**
 * What is asked in a row after what makes it, in the form's order: a place in a list is not asked, for the order tells it;
 * what an unknown condition hangs on is asked as optional.
 */
export function askedInRow(form: Form, answers: Answers, repeat: string, key: string, today: string): string[] {
  const engine = workedOut(form, answers, today);
  const keys = form.repeats[repeat]?.key.split('+') ?? [];
  const place = rankingOf(form, repeat)?.place;
  const row = keys.some((name) => name in form.questions) ? inRow(form, answers, repeat, key) : {};
  const inWords = keys.filter((name) => tookOther(row, name)).map((name) => wordsQuestion(form, name) ?? '');
  const asked = (form.repeats[repeat]?.questions ?? []).filter((name) => {
    const question = form.questions[name];
    if (!question || keys.includes(name) || name === place) return false;
    if (question.type === 'calculate' && !question.read_only) return false;
    return engine.relevant(`${repeat}/${key}/${name}`) !== false;
  });
  return [...inWords.filter(Boolean), ...asked];
}
