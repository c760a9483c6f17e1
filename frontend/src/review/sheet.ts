/** Lays one profile out for the leader: answers by section, voices that differ, questions asked, and what happened so far. */

import { t } from '../kit/i18n.svelte';
import type { Answer } from '../kit/wire';
import type { Form, Question } from '../questionnaire/form';
import { DELETED, isMark, pathsOfRepeats, questionAt } from '../questionnaire/rows';
import { contested, deleted, type RecordState } from '../sync/rules';
import type { Act, Decision } from './rules';

/** One answer with who gave it and when. */
export interface Voice {
  edit_id: string;
  answer: Answer;
  by: string;
  made_at: string;
  /** By how many seconds the clock of its phone was ahead, where it was wrong. */
  skew_s?: number | undefined;
}

/** A record as this phone knows it: for each path the answers that stand, the one shown first in front. */
export interface Told {
  record_id: string;
  settlement_id: string | null;
  fields: Record<string, readonly Voice[]>;
}

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
 * Lay out the answers by section, in the form's order, the rows of a repeat after the section's questions; sections and
 * questions without an answer are left out. What no section asks about stands at the end: nothing that was said is hidden.
 */
export function sheet(form: Form, profile: Told, same: Same): SheetSection[] {
  const paths = shownPaths(profile);
  const sections = form.sections.map(({ code, label, questions }) => ({
    code,
    label,
    paths: [...questions.filter((path) => paths.includes(path)), ...pathsOfRepeats(form, code, paths)],
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
      rows: inOrder.map((path) => row(form, profile, path, same)),
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

function row(form: Form, profile: Told, path: string, same: Same): SheetRow {
  const voices = isMark(path) && path.endsWith(DELETED) ? removing(profile, path) : (profile.fields[path] ?? []);
  const question = questionAt(form, path, Object.keys(profile.fields));
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

/** A time as its phone told it, and by how many seconds the clock of that phone was ahead. */
type ToldAt = { made_at: string; skew_s?: number | undefined };

/** The moment of a time told with any offset, by a right clock: text such as 08:00+08:00 and 01:00Z cannot be compared. */
const moment = ({ made_at, skew_s = 0 }: ToldAt): number => (Date.parse(made_at) || 0) - skew_s * 1000;

const inTime = (one: ToldAt, other: ToldAt): number => moment(one) - moment(other);

/** When it was by a right clock, in the time of the place where it was said; as told where the clock was right. */
export function when({ made_at, skew_s }: ToldAt): string {
  const offset = /(Z|[+-]\d\d:\d\d)$/.exec(made_at)?.[0];
  if (!skew_s || !offset) return made_at;
  const there = Date.parse(`${made_at.slice(0, 19)}Z`) - skew_s * 1000;
  return Number.isNaN(there) ? made_at : `${new Date(there).toISOString().slice(0, 19)}${offset}`;
}

/** First and last day on which somebody wrote in this profile, whatever the clock of their phone said; ISO times. */
export function writtenBetween(profile: Told): [string, string] | null {
  const voices = Object.values(profile.fields).flat().sort(inTime);
  const [first] = voices;
  const last = voices.at(-1);
  return first && last ? [when(first), when(last)] : null;
}

/** Read the value shown first on a path. */
export function valueOf(record: Told, path: string): unknown {
  return record.fields[path]?.[0]?.answer.value;
}

/** Read a value that should be text. */
export function textOf(record: Told, path: string): string {
  const value = valueOf(record, path);
  return typeof value === 'string' ? value : '';
}

/** Read a value that should be a number. */
export function numberOf(record: Told, path: string): number | null {
  const value = valueOf(record, path);
  return typeof value === 'number' ? value : null;
}

export interface Check {
  meeting_date: string;
  women: number | null;
  men: number | null;
  tenants: number | null;
}

export interface DecisionTold extends Decision {
  about: string;
  made_at: string;
  skew_s?: number | undefined;
  note: string;
  comments: string[];
  reasons: Record<string, string>;
  check: Check | null;
}

/** Read a decision as its author made it; null when it is none. */
export function decisionTold(record: Told): DecisionTold | null {
  const act = record.fields['act']?.[0];
  if (!act) return null;
  return {
    decision_id: record.record_id,
    act: act.answer.value as Act,
    by: act.by,
    made_at: act.made_at,
    skew_s: act.skew_s,
    about: textOf(record, 'about'),
    saw: textsOf(record, 'saw'),
    hash: textOf(record, 'hash') || null,
    note: textOf(record, 'note'),
    comments: textsOf(record, 'comments'),
    reasons: (valueOf(record, 'reasons') as Record<string, string> | undefined) ?? {},
    check: act.answer.value === 'verify' ? checkOf(record) : null,
  };
}

function textsOf(record: Told, path: string): string[] {
  const value = valueOf(record, path);
  return Array.isArray(value) ? value.map(String) : [];
}

function checkOf(record: Told): Check {
  return {
    meeting_date: textOf(record, 'meeting_date'),
    women: numberOf(record, 'women'),
    men: numberOf(record, 'men'),
    tenants: numberOf(record, 'tenants'),
  };
}

/** The latest check by residents, when there was one. */
export function latestCheck(decisions: readonly DecisionTold[]): DecisionTold | null {
  return newest(decisions.filter((one) => one.act === 'verify'));
}

/** The decision taken last; its own clock orders it only for reading, never for deciding. */
export function newest(decisions: readonly DecisionTold[]): DecisionTold | null {
  return [...decisions].sort(inTime).at(-1) ?? null;
}

/**
 * Count the answers given after a decision was taken, when it speaks of another state than the present one. What changed
 * though no clock says so counts as one; two answers settled since then count as none.
 */
export function cameAfter(profile: Told, decision: DecisionTold | null, hash: string): number {
  if (!decision?.hash || decision.hash === hash) return 0;
  const later = Object.values(profile.fields)
    .flat()
    .filter((voice) => inTime(decision, voice) < 0);
  const edits = new Set(later.filter(({ answer }) => !answer.chosen_with).map(({ edit_id }) => edit_id));
  return later.length ? edits.size : 1;
}

export interface Talk {
  comment_id: string;
  about: string;
  path: string;
  text: string;
  by: string;
  made_at: string;
  skew_s?: number | undefined;
  reply_to: string;
  settled: boolean;
}

/** Read a question asked about an answer, or a reply to one; null when it says nothing. */
export function talkTold(record: Told): Talk | null {
  const said = record.fields['text']?.[0];
  if (!said || typeof said.answer.value !== 'string') return null;
  return {
    comment_id: record.record_id,
    about: textOf(record, 'about'),
    path: textOf(record, 'path'),
    text: said.answer.value,
    by: said.by,
    made_at: said.made_at,
    skew_s: said.skew_s,
    reply_to: textOf(record, 'reply_to'),
    settled: valueOf(record, 'done') === true,
  };
}

export interface Thread {
  question: Talk;
  replies: Talk[];
  /** A return has named it, so the team was told to read it. */
  returned: boolean;
}

/** Gather questions with their replies, oldest first. */
export function threads(talks: readonly Talk[], decisions: readonly DecisionTold[]): Thread[] {
  const named = new Set(decisions.filter((one) => one.act === 'return').flatMap((one) => one.comments));
  const all = [...talks].sort(inTime);
  return all
    .filter((talk) => !talk.reply_to)
    .map((question) => ({
      question,
      replies: all.filter((talk) => talk.reply_to === question.comment_id),
      returned: named.has(question.comment_id),
    }));
}

/** The questions a return would carry: open, and not carried by an earlier return. */
export function toReturn(all: readonly Thread[]): Talk[] {
  return all.filter((thread) => !thread.question.settled && !thread.returned).map((thread) => thread.question);
}

/** Take a profile as the record it is. */
export function toldOf(profile: {
  profile_id: string;
  settlement: { settlement_id: string };
  fields: Told['fields'];
}): Told {
  return { record_id: profile.profile_id, settlement_id: profile.settlement.settlement_id, fields: profile.fields };
}
