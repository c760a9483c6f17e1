/** The functions whose operands are looked at in their own way: rows, choices in words, shapes on the ground. The twin of the
 * second half of app/questionnaire/rules.py. */
import { come, type Place, type Way } from './expressions';
import type { Ast, Choice } from './form';
import { extreme, lettersOf, writtenOf } from './functions';
import { areaOf, crossesItself, lengthOf, liesIn } from './ground';
import { gathered, listOf, overRows } from './gathering';
import { rowSteps } from './rows-here';
import { finite, numberOf, type Outcome } from './values';

/** Put texts one behind the other, a mark between. */
function strung(mark: string | null, values: Outcome[] | null): string | null {
  const texts = (values ?? []).map(lettersOf);
  return mark === null || !values || texts.includes(null) ? null : texts.join(mark);
}

/** The number of this row, from 1; `../..` asks for the row around it. */
function position([up]: Ast[], at: Place): number | null {
  const steps = rowSteps(at.row ?? '');
  const here = steps.slice(0, Math.max(1, steps.length - Number(up?.[1] ?? 1) + 1));
  const key = here.at(-1)?.[1] ?? '';
  const path = here.flat().slice(0, -1).join('/');
  return listOf(at)(path)?.includes(key) ? listOf(at)(path)!.indexOf(key) + 1 : null;
}

/** A question's answer in the row of that number, list by list. */
function inNumberedRow([asked, ...lists]: Ast[], at: Place): Outcome {
  let row = '';
  for (let n = 0; n < lists.length; n += 2) {
    const path = `${row ? `${row}/` : ''}${String(lists[n]?.[1])}`;
    const number = numberOf(come(lists[n + 1]!, at));
    const key = number !== null && number >= 1 ? listOf(at)(path)?.[Math.trunc(number) - 1] : undefined;
    if (key === undefined) return null;
    row = `${path}/${key}`;
  }
  return come(asked!, { ...at, row });
}

function choiceInWords([value, question]: Ast[], at: Place): string | null {
  const code = writtenOf(come(value!, at));
  const listed = at.form?.choices[at.form.questions[String(question?.[1])]?.choices ?? ''] ?? [];
  const found = listed.find((choice) => choice.code === code);
  return found ? beside(found, 'label', at) : null;
}

/** What a list says beside the choice that has a value in a column; the first one that has it. */
function lookedUp([list, key, value, told]: Ast[], at: Place): string | null {
  const wanted = lettersOf(come(value!, at));
  const listed = wanted === null ? [] : (at.form?.choices[String(list?.[1])] ?? []);
  const found = listed.find((choice) => lettersOf(beside(choice, String(key?.[1]), {})) === wanted);
  return found ? beside(found, String(told?.[1]), at) : null;
}

/** What stands in a column of a choice, `name` being its code; null where nothing does. */
function beside({ code, label, columns }: Choice, column: string, { language = 'en' }: Partial<Place>): string | null {
  if (column === 'label') return label[language] || label.en;
  return column === 'name' ? code : columns?.[column] || null;
}

export const WAYS: Record<string, Way> = {
  pi: () => Math.PI,
  now: (_args, at) => at.now ?? null,
  once: ([first], at) => at.self ?? come(first!, at),
  count: overRows((values) => values.length, true),
  'count-non-empty': overRows((values) => values.filter((value) => value !== null).length, true),
  sum: overRows((values) => {
    const numbers = values.map(numberOf);
    return numbers.includes(null) ? null : finite(numbers.reduce<number>((added, one) => added + one!, 0));
  }),
  min: overRows((values) => extreme(values, -1)),
  max: overRows((values) => extreme(values, 1)),
  join: ([mark, ...args], at) => strung(writtenOf(come(mark!, at)), gathered(args, at, args.length === 1)),
  concat: (args, at) => strung('', gathered(args, at, false)),
  position,
  'indexed-repeat': inNumberedRow,
  'jr:choice-name': choiceInWords,
  lookup: lookedUp,
  area: ([shape], at) => areaOf(come(shape!, at)),
  intersects: ([shape], at) => crossesItself(come(shape!, at)),
  geofence: ([point, shape], at) => liesIn(come(point!, at), come(shape!, at)),
  distance: (args, at) => {
    const values = gathered(args, at, false);
    return values && lengthOf(values);
  },
};
