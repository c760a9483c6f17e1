/** Lays one profile out for the leader: answers by section, rows in the order people put them, voices that differ. Pure. */

import { t } from '../kit/i18n.svelte';
import type { Answer } from '../kit/wire';
import { rowsInOrder } from '../profiles/row-rules';
import type { Answers, Form, Question } from '../questionnaire/form';
import { DELETED, isMark, pathsOfSection, questionAt } from '../questionnaire/rows';
import { contested, deleted, type RecordState } from '../sync/rules';
import type { Told, Voice } from './told';

export type Same = (one: Answer, other: Answer) => boolean;

export interface SheetRow {
  path: string;
  question: Question;
  voices: readonly Voice[];
  /** One voice for each different answer; two or more mean that somebody has to choose. */
  different: Voice[];
}

export interface SheetSection {
  code: string;
  label: Form['sections'][number]['label'];
  rows: SheetRow[];
}

/**
 * Lay out the answers by section, in the form's order, the rows of a list as people put them; sections and questions without an
 * answer are left out. What no section asks about stands at the end: nothing that was said is hidden.
 */
export function sheet(form: Form, profile: Told, same: Same): SheetSection[] {
  const paths = shownPaths(profile);
  const answers = answersOf(profile) as Answers;
  const rowsOf = (list: string): readonly string[] => rowsInOrder(form, answers, list);
  const sections = form.sections.map(({ code, label, questions }) => ({
    code,
    label,
    paths: pathsOfSection(form, code, questions, paths, rowsOf),
  }));
  const asked = new Set(sections.flatMap((section) => section.paths));
  const others = {
    code: '',
    label: { en: t('review.other_answers') },
    paths: paths.filter((path) => !asked.has(path)),
  };
  return [...sections, others]
    .filter((section) => section.paths.length > 0)
    .map(({ code, label, paths: inOrder }) => ({
      code,
      label,
      rows: inOrder.map((path) => row(form, profile, answers, path, same)),
    }));
}

/** All that is answered and not removed; what the app itself marks only where it is to be chosen. */
function shownPaths(profile: Told): string[] {
  const state = stateOf(profile);
  const choosing = new Set(contested(state));
  const gone = Object.keys(profile.fields)
    .filter((path) => path.endsWith(`/${DELETED}`) && deleted(state, path.slice(0, -DELETED.length - 1)))
    .map((path) => path.slice(0, -DELETED.length));
  return Object.entries(profile.fields)
    .filter(([path, voices]) => voices.length > 0 && (!isMark(path) || choosing.has(path)))
    .map(([path]) => path)
    .filter((path) => !gone.some((removed) => path.startsWith(removed)));
}

function row(form: Form, profile: Told, answers: Answers, path: string, same: Same): SheetRow {
  const voices = isMark(path) && path.endsWith(DELETED) ? removing(profile, path) : (profile.fields[path] ?? []);
  const question = questionAt(form, path, answers);
  return { path, question, voices, different: differentVoices(voices, same) };
}

/** A row removed here and answered there: it goes with all that stands in it now, or stays as the unseen answer says. */
function removing(profile: Told, path: string): Voice[] {
  const within = Object.entries(profile.fields).filter(
    ([other]) => other.startsWith(path.slice(0, -DELETED.length)) && !other.endsWith(DELETED),
  );
  const live = within.flatMap(([, voices]) => voices);
  const said = profile.fields[path] ?? [];
  const removed = said.map((one) =>
    one.answer.saw ? { ...one, answer: { saw: [...new Set(live.map(({ edit_id }) => edit_id))] } } : one,
  );
  const unseen = live.find(({ edit_id }) => !said.some(({ answer }) => answer.saw?.includes(edit_id)));
  return [...removed, ...(unseen ? [{ ...unseen, answer: { value: false } }] : [])];
}

const stateOf = ({ fields }: Told): RecordState => ({
  fields: Object.fromEntries(
    Object.entries(fields).map(([path, voices]) => [
      path,
      Object.fromEntries(voices.map(({ edit_id, answer }) => [edit_id, answer])),
    ]),
  ),
  pending: {},
});

/** Keep one voice of each different answer. */
export function differentVoices(voices: readonly Voice[], same: Same): Voice[] {
  return voices.reduce<Voice[]>(
    (kept, voice) => (kept.some((one) => same(one.answer, voice.answer)) ? kept : [...kept, voice]),
    [],
  );
}

/** Name all on which people differ, rows of repeats too: just what the server lets no approval pass. */
export function contestedPaths(profile: Told): string[] {
  const { fields } = profile;
  if (Object.keys(fields).some((path) => path.endsWith(DELETED))) return contested(stateOf(profile));
  const several = Object.entries(fields).filter(([, voices]) => voices.length > 1); // one alone differs from nobody
  return contested(stateOf({ ...profile, fields: Object.fromEntries(several) }));
}

/** Give the answers as they are shown first, for rules and checks. */
export function answersOf(profile: Told): Record<string, Answer> {
  const shown = Object.entries(profile.fields).flatMap(([path, voices]) =>
    voices[0] ? [[path, voices[0].answer]] : [],
  );
  return Object.fromEntries(shown) as Record<string, Answer>;
}

/** List who wrote an answer other than by settling a dispute; they may not approve. */
export function writersOf(profile: Told): string[] {
  const voices = Object.values(profile.fields).flat();
  return [...new Set(voices.filter((voice) => !voice.answer.chosen_with).map((voice) => voice.by))];
}
