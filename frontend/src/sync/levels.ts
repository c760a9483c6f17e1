/** How sensitive each answer is (0-3), from the form on this phone: the content hash is made level by level. */
import type { LocalDb } from '../kit/local-db';

type FormQuestions = Record<string, { sensitive?: number } | undefined>;

/** The level of a path. Only profiles are named by their hash; for other kinds one level serves. */
export async function levelsOf(db: LocalDb, form: string | undefined): Promise<(path: string) => number> {
  const kept = form ? await db.get('forms', form) : undefined;
  const questions = (kept?.['questions'] ?? {}) as FormQuestions;
  return (path) => questions[path]?.sensitive ?? 0;
}
