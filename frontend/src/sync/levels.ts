/** How sensitive each answer is (0-3), from the form on this phone: the content hash is made level by level. */
import type { LocalDb } from '../kit/local-db';

type FormQuestions = Record<string, { sensitive?: number } | undefined>;

/** A form's version never changes, so each is read once. */
const known = new Map<string, FormQuestions>();

async function questionsOf(db: LocalDb, form: string): Promise<FormQuestions> {
  const before = known.get(form);
  if (before) return before;
  const questions = (await db.get('forms', form))?.['questions'] as FormQuestions | undefined;
  if (questions) known.set(form, questions);
  return questions ?? {};
}

/** The level of a path. Only profiles are named by their hash; for other kinds one level serves. */
export async function levelsOf(db: LocalDb, form: string | undefined): Promise<(path: string) => number> {
  const questions = form === undefined || form === 'kwetu@1' ? {} : await questionsOf(db, form);
  return (path) => questions[path]?.sensitive ?? 0;
}
