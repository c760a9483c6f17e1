/** What was answered before in a record and stands no more: what this phone knows of it, and all that the server kept. */
import { ask, type Schema } from '../kit/http';
import type { LocalDb } from '../kit/local-db';
import { faultWords } from '../kit/problems';
import type { Answer } from '../kit/wire';
import { session } from '../people/session.svelte';
import { describe } from './outbox';

export interface Earlier {
  edit_id: string;
  /** The record it was said of: another, where two places were found to be one; empty where this phone does not know. */
  said_of: string;
  path: string;
  answer: Answer;
  by: string;
  made_at: string;
  skew_s?: number | undefined;
}

export interface EarlierTold {
  answers: Earlier[];
  /** How many more the server keeps. */
  left_out: number;
  /** Why the server could not be asked; empty where it was. */
  unheard: string;
}

/** List what was replaced, the latest first, of one path if it is named. Without signal: what this phone replaced itself. */
export async function earlierAnswers(db: LocalDb, record_id: string, path?: string): Promise<EarlierTold> {
  const here = await replacedHere(db, record_id, path);
  const asked = `/api/sync/records/${record_id}/earlier${path ? `?path=${encodeURIComponent(path)}` : ''}`;
  try {
    const told = await ask<Schema<'EarlierAnswers'>>(asked, { token: session.person?.token });
    const kept = told.answers.map((one) => ({ ...one, skew_s: one.skew_s ?? undefined }) as Earlier);
    const known = new Set(kept.map(nameOf));
    return {
      answers: [...here.filter((one) => !known.has(nameOf(one))), ...kept],
      left_out: told.left_out,
      unheard: '',
    };
  } catch (fault) {
    return { answers: here, left_out: 0, unheard: faultWords(fault) };
  }
}

const nameOf = ({ edit_id, path }: Earlier): string => `${edit_id} ${path}`;

/** What this phone pulled and has replaced by something it said itself, which the server may not have heard yet. */
export async function replacedHere(db: LocalDb, record_id: string, path?: string): Promise<Earlier[]> {
  const [record, shown] = await Promise.all([db.get('records', record_id), describe(db, record_id)]);
  return Object.entries(record?.fields ?? {}).flatMap(([named, candidates]) => {
    if (path && named !== path) return [];
    const standing = new Set(shown?.fields[named]?.map(({ edit_id }) => edit_id));
    return candidates.flatMap(([at, answer]) => {
      const made = record?.edits[at];
      return made && !standing.has(made.edit_id) ? [{ ...made, said_of: '', path: named, answer }] : [];
    });
  });
}
