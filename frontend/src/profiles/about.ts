/** Read decisions and comments about a profile out of the records of its settlement. Pure. */

import { standsFor, type Aliases } from '../sync/aliases';
import type { Described } from '../sync/outbox';
import type { Act, Decision } from '../review/rules';

export interface DecisionHere extends Decision {
  made_at: string;
}

export interface CommentHere {
  comment_id: string;
  path: string | null;
  text: string;
  by: string;
  made_at: string;
  reply_to: string | null;
  done: boolean;
}

const ACTS: readonly string[] = ['hand_in', 'return', 'verify', 'approve', 'withdraw'];

function shown(record: Described, path: string): unknown {
  return record.fields[path]?.[0]?.answer.value;
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

/** The decisions about one profile, in the order they were made by the clocks of those who made them. */
export function decisionsAbout(profileId: string, records: readonly Described[]): DecisionHere[] {
  return records
    .filter((record) => shown(record, 'about') === profileId && ACTS.includes(String(shown(record, 'act'))))
    .map((record) => {
      const first = record.fields['act']?.[0];
      const saw = shown(record, 'saw');
      return {
        decision_id: record.record_id,
        act: shown(record, 'act') as Act,
        by: first?.by ?? '',
        made_at: first?.made_at ?? '',
        saw: Array.isArray(saw) ? saw.map(String) : [],
        hash: text(shown(record, 'hash')),
      };
    })
    .sort((a, b) => Date.parse(a.made_at) - Date.parse(b.made_at));
}

/** The comments on one profile, and on those it stands for, oldest first. */
export function commentsAbout(profileId: string, records: readonly Described[], aliases: Aliases = {}): CommentHere[] {
  return records
    .filter((record) => standsFor(aliases, String(shown(record, 'about'))) === profileId)
    .map((record) => {
      const first = record.fields['text']?.[0] ?? record.fields['about']?.[0];
      return {
        comment_id: record.record_id,
        path: text(shown(record, 'path')),
        text: text(shown(record, 'text')) ?? '',
        by: first?.by ?? '',
        made_at: first?.made_at ?? '',
        reply_to: text(shown(record, 'reply_to')),
        done: shown(record, 'done') === true,
      };
    })
    .sort((a, b) => Date.parse(a.made_at) - Date.parse(b.made_at));
}

/** Questions the team still owes an answer: not marked as done, and nothing written about them since they were asked. */
export function waitingComments(
  comments: readonly CommentHere[],
  fields: Described['fields'],
): (CommentHere & { path: string })[] {
  const since = ({ path, made_at }: CommentHere) =>
    fields[path ?? '']?.some((one) => Date.parse(one.made_at) > Date.parse(made_at));
  return openComments(comments).filter(
    (one): one is CommentHere & { path: string } => one.path !== null && !since(one),
  );
}

/** Questions for the team: comments on this path (any path when none is named) that nobody has marked as done. */
export function openComments(comments: readonly CommentHere[], path?: string): CommentHere[] {
  return comments.filter((one) => !one.done && !one.reply_to && (path === undefined || one.path === path));
}
