/** What was asked about answers, with the replies, and what a return would carry. Pure. */

import type { DecisionTold } from './decisions';
import { inTime, textOf, valueOf, type Told } from './told';

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
