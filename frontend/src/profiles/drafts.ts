/** What a person has half done on a profile, kept in their own store until it is said: it outlives leaving the page. */

import type { LocalDb } from '../kit/local-db';
import type { Answer } from '../questionnaire/form';
import { standsNow } from '../sync/store';

/** Reasons by warning, and the note to the leader, as written so far on the hand-in page. */
export interface HandInDraft {
  reasons: Record<string, string>;
  note: string;
}

const handInOf = async (db: LocalDb, id: string): Promise<string> => `handin/${await standsNow(db, id)}`;
const beforeOf = async (db: LocalDb, id: string, question: string): Promise<string> =>
  `before/${await standsNow(db, id)}/${question}`;

/** What was written on the hand-in page and not yet handed in. */
export async function handInDraft(db: LocalDb, id: string): Promise<HandInDraft> {
  return ((await db.get('meta', await handInOf(db, id))) as HandInDraft | undefined) ?? { reasons: {}, note: '' };
}

/** Keep what is written on the hand-in page; null once it is handed in. */
export async function keepHandInDraft(db: LocalDb, id: string, draft: HandInDraft | null): Promise<void> {
  const key = await handInOf(db, id);
  if (draft) await db.put('meta', draft, key);
  else await db.delete('meta', key);
}

/** The answer that stood before "Do not know", "Refused" or "Does not apply" took its place. */
export async function answerBefore(db: LocalDb, id: string, question: string): Promise<Answer | null> {
  return ((await db.get('meta', await beforeOf(db, id, question))) as Answer | undefined) ?? null;
}

/** Keep the answer that is about to be replaced, so that one tap brings it back. */
export async function keepBefore(db: LocalDb, id: string, question: string, answer: Answer | null): Promise<void> {
  await db.put('meta', answer && (JSON.parse(JSON.stringify(answer)) as Answer), await beforeOf(db, id, question));
}
