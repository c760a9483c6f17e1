/** What rows of repeats are to an expression: this row's own answers, and a question's answers in all rows.
 *
 * The twin of what app/questionnaire/rules.py says of rows; docs/expressions.md tells it to form writers. */
import { come, type Place, type Way } from './expressions';
import type { Ast, Form } from './form';
import { withDays } from './moments';
import { listIn, listsAround, rowsIn, rowsUnder, rowSteps } from './rows-here';
import { truthOf, valueOf, type Outcome } from './values';

/** This row's answer where the question stands in the row's own repeats, else the answer of that name. */
export function answered(name: string, at: Place): Outcome {
  const row = ownRow(name, at);
  const answer = at.read(row ? `${row}/${name}` : name);
  return answer || !row ? valueOf(answer) : saidByKey(name, row, at.form!);
}

/** The answer a row's own key gives, such as `women` in `priority_item/women+water`. */
function saidByKey(name: string, row: string, form: Form): string | null {
  const [repeat, key] = rowSteps(row).at(-1)!;
  const [asked, codes] = [form.repeats[repeat]?.key.split('+') ?? [], key.split('+')];
  return asked.length === codes.length ? (codes[asked.indexOf(name)] ?? null) : null;
}

/** The part of this row's path that a question lies in; '' when it lies elsewhere. */
function ownRow(name: string, at: Place): string {
  const lists = at.row ? listsAround(at.form, name) : [];
  if (!lists.length) return '';
  const here = rowSteps(at.row ?? '').slice(0, lists.length);
  return here.map(([list]) => list).join() === lists.join() ? here.flat().join('/') : '';
}

/** How the rows of a list are found from here: as the place says, else in its answers. */
export function listOf({ list, answers = {} }: Place): NonNullable<Place['list']> {
  return list ?? ((path) => listIn(rowsIn(answers), answers, path));
}

/** A function over all rows; `unknownToo`: rows without a value count as well. */
export function overRows(reckon: (values: Outcome[]) => Outcome, unknownToo = false): Way {
  return (args, at) => {
    const alone = args.length === 1;
    if (alone && !listsAround(at.form, String(args[0]![1])).length) return null;
    const values = gathered(args, at, alone);
    return !values || (!unknownToo && values.includes(null)) ? null : reckon(values);
  };
}

/** The operands, a question of a repeat as its answers in all rows; null where the rows are not known. */
export function gathered(args: Ast[], at: Place, overAll: boolean): Outcome[] | null {
  const values: Outcome[] = [];
  for (const part of args) {
    const lists = part[0] === 'ref' ? listsAround(at.form, part[1]) : [];
    const cells =
      lists.length && (overAll || !ownRow(String(part[1]), at))
        ? cellsOf(String(part[1]), lists, at)
        : [come(part, at)];
    if (!cells) return null;
    values.push(...cells);
  }
  return values;
}

/** The answers of a question in all rows its repeat has here, in order; rows it does not apply to are out. */
function cellsOf(name: string, lists: readonly string[], at: Place): Outcome[] | null {
  const shared = rowSteps(at.row ?? '').slice(0, lists.length - 1);
  const own = shared.every(([list], n) => list === lists[n]) ? shared : [];
  const rows = rowsUnder(own.flat().join('/'), lists.slice(own.length), { list: listOf(at) });
  if (!rows || name === lists.at(-1)) return rows;
  return rows
    .map((row) => ({ ...at, row }))
    .filter((place) => applies(name, place))
    .map((place) => answered(name, place));
}

/** Whether a question is asked in this row, and was not said to have no meaning there. */
function applies(name: string, at: Place): boolean {
  if (at.read(`${at.row}/${name}`)?.answer === 'not_applicable') return false;
  const relevant = at.form?.questions[name]?.relevant;
  return !relevant || at.applying || truthOf(come(relevant, { ...at, applying: true })) !== false;
}

/** The kinds of trees that know of rows and of lists of choices. */
export const KINDS = {
  ref: ([, name]: Ast, at: Place): Outcome => answered(name as string, at),
  column: ([, name]: Ast, at: Place): Outcome => valueOf({ value: at.choice?.[name as string] }),
  op: ([, sign, parts]: Ast, at: Place): Outcome => {
    const [one, other] = parts as [Ast, Ast];
    return withDays(sign as string, come(one, at), come(other, at), one[0] === 'str' || other[0] === 'str');
  },
};
