/** How sensitive each answer is (0-3), from the form on this phone: the content hash is made level by level. */
import type { LocalDb } from '../kit/local-db';

/** What a form says of levels. */
export interface Levelled {
  questions?: Record<string, { sensitive?: number; repeat?: string } | undefined>;
  repeats?: Record<string, { questions: readonly string[] } | undefined>;
}

const STRICTEST = 3;

/** A form's version never changes, so each is read once. */
const known = new Map<string, Levelled>();

async function formHere(db: LocalDb, form: string): Promise<Levelled> {
  const found = known.get(form) ?? ((await db.get('forms', form)) as Levelled | undefined);
  if (found) known.set(form, found);
  return found ?? {};
}

/**
 * The level of a path, as the server has it: a question's own, in a row too; a whole list and the marks of its rows are as
 * sensitive as its least sensitive question; what no question of the form speaks of is kept strictest.
 */
export function levelIn({ questions = {}, repeats = {} }: Levelled, path: string): number {
  if (/^(round|_deleted)$/.test(path)) return 0;
  const [head = '', ...rest] = path.split('/');
  const list = repeats[head]?.questions;
  if (list && (!rest.length || /_(order|deleted)$/.test(path)))
    return Math.min(...list.map((name) => questions[name]?.sensitive ?? STRICTEST));
  const asked = questions[rest.at(-1) ?? head];
  return asked && (asked.repeat ?? '') === (rest.length ? head : '') ? (asked.sensitive ?? STRICTEST) : STRICTEST;
}

/** The level of a path. Only profiles are named by their hash; for other kinds, and before a form came, one level serves. */
export async function levelsOf(db: LocalDb, form: string | undefined): Promise<(path: string) => number> {
  const here = form === undefined || form === 'kwetu@1' ? {} : await formHere(db, form);
  return (path) => (here.questions ? levelIn(here, path) : 0);
}
