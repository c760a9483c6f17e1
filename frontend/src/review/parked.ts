/** Lays out what could not be taken in: what it would add, question by question, beside what stands there now. */
import { label, t, tMaybe } from '../kit/i18n.svelte';
import { isUuid } from '../kit/ids';
import type { LocalDb } from '../kit/local-db';
import type { Answer } from '../kit/wire';
import { Problem, slugOf, type ProblemBody } from '../kit/problem';
import { InWords, problemWords } from '../kit/problems';
import { ownForm } from '../profiles/forms-store';
import { formHere } from '../profiles/store';
import { answerWords } from '../questionnaire/answer-words';
import type { Form } from '../questionnaire/form';
import { questionAt } from '../questionnaire/rows';
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

const KINDS = ['settlement', 'profile', 'feature', 'status_report', 'comment', 'decision', 'place'] as const;

/** The kind of what came, `other` where this version does not know it. */
export const kindOf = ({ edit }: Pick<Parked, 'edit'>): (typeof KINDS)[number] | 'other' =>
  KINDS.find((kind) => kind === edit?.kind) ?? 'other';

/** Why it was not taken in, said to a leader: most problems are worded for the writer. */
export const reasonWords = (problem: ProblemBody): string =>
  tMaybe(`parked.because.${slugOf(problem)}`) ?? problemWords(problem);

/** What a leader is told when taking in failed: the reason lies inside the server's "still parked". */
export function whyStill(fault: unknown): unknown {
  const inner = fault instanceof Problem ? (fault.body['because'] as ProblemBody | undefined) : undefined;
  return inner ? new InWords(t('parked.still', { why: reasonWords(inner) })) : fault;
}

/** Lay out one parked edit; empty where it holds nothing that looks like answers, or is of a kind nobody knows here. */
export async function addedBy(db: LocalDb, { edit }: Pick<Parked, 'edit'>): Promise<Added[]> {
  const set = edit?.set;
  if (typeof set !== 'object' || set === null || kindOf({ edit }) === 'other') return [];
  const form = edit?.kind === 'profile' ? ((await formHere(db, String(edit.form))) ?? (await ownForm(db))) : null;
  const talkedOf = typeof wordsAt(set, 'path') === 'string' ? await formOf(db, wordsAt(set, 'about')) : null;
  const standing = isUuid(edit?.record_id) ? await describe(db, edit.record_id) : null;
  const told = (said: unknown, path: string): Promise<string> | string =>
    path === 'path'
      ? talkedOf
        ? label(questionAt(talkedOf, String(wordsAt(set, path)), []).label)
        : String(wordsAt(set, path))
      : NAMED.includes(path)
        ? nameOf(db, said)
        : words(said, path, form);
  return Promise.all(
    Object.entries(set)
      .filter(([path]) => !isOwnMark(path))
      .map(async ([path, said]) => ({
        path,
        question: form
          ? label(questionAt(form, path, Object.keys(set)).label)
          : (tMaybe(`parked.field.${path}`) ?? path),
        answer: await told(said, path),
        now: await Promise.all(standingAt(standing, path, edit?.edit_id).map((answer) => told(answer, path))),
      })),
  );
}

/** The questions of the profile a comment is about; our own where that profile is not here. */
async function formOf(db: LocalDb, about: unknown): Promise<Form | null> {
  const profile = isUuid(about) ? await describe(db, about) : null;
  return profile ? formHere(db, profile.form) : ownForm(db);
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

/** What stands there beside what this edit itself says: once taken in, it is not what it would be added to. */
const standingAt = (standing: Described | null, path: string, edit_id: unknown): Answer[] =>
  (standing?.fields[path] ?? []).filter((one) => one.edit_id !== edit_id).map(({ answer }) => answer);

function words(said: unknown, path: string, form: Form | null): string {
  const answer = (typeof said === 'object' && said !== null ? said : { value: said }) as Answer;
  if (form) return answerWords(answer, questionAt(form, path, []), form);
  if (answer.answer) return tMaybe(`parked.none.${answer.answer}`) ?? answer.answer;
  if (typeof (answer.value as { type?: unknown } | null)?.type === 'string') return t('parked.on_map');
  return plainWords(answer.saw ? true : answer.value, path) ?? JSON.stringify(answer.value ?? answer);
}

/** What is no answer to a question, in words: a yes or no, a code of Kwetu's own, how many, a text or a number. */
function plainWords(value: unknown, path: string): string | null {
  if (typeof value === 'boolean') return t(value ? 'parked.code.yes' : 'parked.code.no');
  if (Array.isArray(value)) return t('parked.many', { n: value.length });
  if (typeof value === 'string') return tMaybe(`parked.code.${path}.${value}`) ?? value;
  return typeof value === 'number' ? String(value) : null;
}
