/** The rows of a repeat as answers tell them: which stand in the list, and what one of them says. Pure; the twin of app/profiles/repeats.py. */
import { isUuid } from '../kit/ids';
import { valueOf } from '../questionnaire/expressions';
import type { Answers, Form } from '../questionnaire/form';

/** The keys of the rows that stand, by repeat, each in the order they were put. */
export type Rows = Readonly<Record<string, readonly string[] | undefined>>;

const ORDER = '_order';
const DELETED = '_deleted';
const known = new WeakMap<Answers, Rows>();

/** Find all rows that say something and were not taken off; looked for once in the same answers. */
export function rowsIn(answers: Answers): Rows {
  let rows = known.get(answers);
  if (!rows) known.set(answers, (rows = found(answers)));
  return rows;
}

function found(answers: Answers): Rows {
  const rows: Record<string, string[]> = {};
  for (const path in answers) {
    const [repeat = '', key = '', asked] = path.split('/');
    const said = answers[path];
    if (!asked || asked === DELETED || !(said?.answer || valueOf(said) !== null)) continue;
    if ('saw' in (answers[`${repeat}/${key}/${DELETED}`] ?? {}) || rows[repeat]?.includes(key)) continue;
    (rows[repeat] ??= []).push(key);
  }
  for (const repeat in rows) {
    const place = (key: string): number => Number(valueOf(answers[`${repeat}/${key}/${ORDER}`]) ?? Infinity);
    rows[repeat]?.sort((one, other) => place(one) - place(other) || (one < other ? -1 : 1));
  }
  return rows;
}

/** The answers as one row sees them: its own under their questions' names, what its key says among them, all others beside. */
export function inRow(form: Form, answers: Answers, repeat: string, key: string): Answers {
  const row = { ...answers };
  const counted: boolean = isUuid(key);
  const codes = counted ? [] : key.split('+');
  const parts = form.repeats[repeat]?.key.split('+') ?? [];
  for (const name in form.questions) {
    if (form.questions[name]?.repeat !== repeat) continue;
    const code = codes[parts.indexOf(name)];
    row[name] = answers[`${repeat}/${key}/${name}`] ?? (code ? { value: code } : undefined);
  }
  return row;
}
