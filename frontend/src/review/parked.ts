/** Lays out what could not be taken in: what it would add, question by question, beside what stands there now. */
import { label } from '../kit/i18n.svelte';
import { isUuid } from '../kit/ids';
import type { LocalDb } from '../kit/local-db';
import type { Answer } from '../kit/wire';
import { formHere } from '../profiles/store';
import { answerWords } from '../questionnaire/answer-words';
import type { Form } from '../questionnaire/form';
import { describe, type Described } from '../sync/outbox';
import type { Parked } from '../sync/parked';

/** One line: the question, what would be added, what stands now. */
export interface Added {
  path: string;
  question: string;
  answer: string;
  now: string[];
}

const KINDS = ['settlement', 'profile', 'feature', 'comment', 'decision', 'place'] as const;

/** The kind of what came, `other` where this version does not know it. */
export const kindOf = ({ edit }: Pick<Parked, 'edit'>): (typeof KINDS)[number] | 'other' =>
  KINDS.find((kind) => kind === edit?.kind) ?? 'other';

/** Lay out one parked edit; empty where it holds nothing that looks like answers. */
export async function addedBy(db: LocalDb, { edit }: Pick<Parked, 'edit'>): Promise<Added[]> {
  const set = edit?.set;
  if (typeof set !== 'object' || set === null) return [];
  const form = edit?.kind === 'profile' ? await formHere(db) : null;
  const standing = isUuid(edit?.record_id) ? await describe(db, edit.record_id) : null;
  return Object.entries(set).map(([path, said]) => ({
    path,
    question: label(form?.questions[path]?.label) || path,
    answer: words(said, path, form),
    now: standingAt(standing, path).map((answer) => words(answer, path, form)),
  }));
}

const standingAt = (standing: Described | null, path: string): Answer[] =>
  (standing?.fields[path] ?? []).map(({ answer }) => answer);

function words(said: unknown, path: string, form: Form | null): string {
  const answer = (typeof said === 'object' && said !== null ? said : { value: said }) as Answer;
  const question = form?.questions[path];
  if (form && question) return answerWords(answer, question, form);
  if (answer.answer) return answer.answer;
  return typeof answer.value === 'string' ? answer.value : JSON.stringify(answer.value ?? answer);
}
