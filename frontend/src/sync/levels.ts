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
    return Math.min(STRICTEST, ...list.map((name) => questions[name]?.sensitive ?? STRICTEST));
  const asked = questions[rest.at(-1) ?? head];
  return asked && (asked.repeat ?? '') === (rest.length ? head : '') ? (asked.sensitive ?? STRICTEST) : STRICTEST;
}

/** By the form a record was begun with: how far each of its answers may travel. */
export type Levels = (form: string | undefined) => (path: string) => number;

/** The levels of all forms that are named. Only profiles are named by their hash; elsewhere, and before a form came, one level serves. */
export async function levelsOf(db: LocalDb, forms: Iterable<string | undefined>): Promise<Levels> {
  const named = [...new Set(forms)].filter((form) => form !== undefined && form !== 'kwetu@1');
  const here = new Map(await Promise.all(named.map(async (form) => [form, await formHere(db, form!)] as const)));
  return (form) => {
    const known = here.get(form) ?? {};
    return (path) => (known.questions ? levelIn(known, path) : 0);
  };
}
