/** A record as it was told: its answers with who gave each and when, by a right clock. Pure. */

import type { Answer } from '../kit/wire';

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

/** Take a profile as the record it is. */
export function toldOf(profile: {
  profile_id: string;
  settlement: { settlement_id: string };
  fields: Told['fields'];
}): Told {
  return { record_id: profile.profile_id, settlement_id: profile.settlement.settlement_id, fields: profile.fields };
}

/** A time as its phone told it, and by how many seconds the clock of that phone was ahead. */
type ToldAt = { made_at: string; skew_s?: number | undefined };

/** The moment of a time told with any offset, by a right clock: text such as 08:00+08:00 and 01:00Z cannot be compared. */
const moment = ({ made_at, skew_s = 0 }: ToldAt): number => (Date.parse(made_at) || 0) - skew_s * 1000;

/** Order by when it was. */
export const inTime = (one: ToldAt, other: ToldAt): number => moment(one) - moment(other);

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

/** Read a value that should be a list of texts. */
export function textsOf(record: Told, path: string): string[] {
  const value = valueOf(record, path);
  return Array.isArray(value) ? value.map(String) : [];
}

/** Read a value that should be a number. */
export function numberOf(record: Told, path: string): number | null {
  const value = valueOf(record, path);
  return typeof value === 'number' ? value : null;
}
