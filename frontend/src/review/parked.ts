/** Lays out what could not be taken in: what it would add, question by question, beside what stands there now. */
import { label, t, tMaybe } from '../kit/i18n.svelte';
import { isUuid } from '../kit/ids';
import type { LocalDb } from '../kit/local-db';
import type { Answer } from '../kit/wire';
import { formHere } from '../profiles/store';
import { answerWords } from '../questionnaire/answer-words';
import type { Form } from '../questionnaire/form';
import { teamName } from '../settlements/store';
import { describe, type Described } from '../sync/outbox';
import type { Parked } from '../sync/parked';

/** One line: the question, what would be added, what stands now. */
export interface Added {
  path: string;
  question: string;
  answer: string;
  now: string[];
}

/** What Kwetu itself writes beside the answers: nothing a leader weighs. */
const OWN_MARKS = ['round', 'about', 'hash', 'saw', 'reply_to'];
const isOwnMark = (path: string): boolean => OWN_MARKS.includes(path);

/** Tell whether it holds nothing but own marks, as the first edit of a round does. */
export const onlyBegins = ({ edit }: Parked): boolean => {
  const paths = Object.keys(edit?.set ?? {});
  return paths.length > 0 && paths.every(isOwnMark);
};

/** Those that one person said of one profile, in the order they were said, where there are several; else none. Pure. */
export function ofOneProfile(waiting: readonly Parked[], first: Parked): Parked[] {
  const same = waiting.filter(
    (one) =>
      kindOf(one) === 'profile' && one.person_id === first.person_id && one.edit?.record_id === first.edit?.record_id,
  );
  const ordered = same.sort((one, other) => Number(one.edit?.n ?? 0) - Number(other.edit?.n ?? 0));
  return same.length > 1 && ordered.includes(first) ? ordered : [];
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
  const talkedOf = typeof wordsAt(set, 'path') === 'string' ? await formHere(db) : null;
  const standing = isUuid(edit?.record_id) ? await describe(db, edit.record_id) : null;
  const told = (said: unknown, path: string): Promise<string> | string =>
    path === 'path'
      ? label(talkedOf?.questions[String(wordsAt(set, path))]?.label) || String(wordsAt(set, path))
      : NAMED.includes(path)
        ? nameOf(db, said)
        : words(said, path, form);
  return Promise.all(
    Object.entries(set)
      .filter(([path]) => !isOwnMark(path))
      .map(async ([path, said]) => ({
        path,
        question: label(form?.questions[path]?.label) || (tMaybe(`parked.field.${path}`) ?? path),
        answer: await told(said, path),
        now: await Promise.all(standingAt(standing, path).map((answer) => told(answer, path))),
      })),
  );
}

/** Fields of a settlement that name another record. */
const NAMED = ['ward', 'team', 'same_as'];

const wordsAt = (set: Record<string, unknown>, path: string): unknown => (set[path] as Answer | undefined)?.value;

async function nameOf(db: LocalDb, said: unknown): Promise<string> {
  const { value } = (said ?? {}) as Answer;
  if (!isUuid(value)) return words(said, '', null);
  const name = (await describe(db, value))?.fields['name']?.[0]?.answer.value ?? (await teamName(db, value));
  return typeof name === 'string' ? name : t('parked.another');
}

/** The name of whoever decided about it, empty where this phone does not know them. */
export async function deciderOf(db: LocalDb, { settled_by }: Pick<Parked, 'settled_by'>): Promise<string> {
  const people = ((await db.get('meta', 'people')) ?? []) as { id: string; name: string }[];
  return people.find(({ id }) => id === settled_by)?.name ?? '';
}

const standingAt = (standing: Described | null, path: string): Answer[] =>
  (standing?.fields[path] ?? []).map(({ answer }) => answer);

function words(said: unknown, path: string, form: Form | null): string {
  const answer = (typeof said === 'object' && said !== null ? said : { value: said }) as Answer;
  const question = form?.questions[path];
  if (form && question) return answerWords(answer, question, form);
  if (answer.answer) return tMaybe(`parked.none.${answer.answer}`) ?? answer.answer;
  if (typeof (answer.value as { type?: unknown } | null)?.type === 'string') return t('parked.on_map');
  return typeof answer.value === 'string' ? answer.value : JSON.stringify(answer.value ?? answer);
}
