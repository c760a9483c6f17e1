/** The shapes that travel between phone and server, and rest in the local store (ledger_and_sync). */

export type NonAnswer = 'unknown' | 'refused' | 'not_applicable';
export type Source = 'counted' | 'observed' | 'meeting' | 'official';

/** What was said to one question: a value, or why there is none. Blank is the absence of an answer. */
export interface Answer {
  value?: unknown;
  answer?: NonAnswer;
  source?: Source;
  /** Who agreed, when two answers were settled. */
  chosen_with?: string;
  reason?: string;
  /** A deletion names all it saw standing; it holds only while nothing else stands. */
  saw?: string[];
}

/** An answer inside an edit names the answers it replaces. */
export interface Said extends Answer {
  replaces: string[];
}

export type Kind = 'place' | 'settlement' | 'profile' | 'feature' | 'status_report' | 'comment' | 'decision';

/** What one person said at one moment on one device; once frozen it never changes. */
export interface Edit {
  edit_id: string;
  by: string;
  kind: Kind;
  record_id: string;
  settlement_id: string | null;
  city_id: string;
  form: string;
  made_at: string;
  n: number;
  set: Record<string, Said>;
}

/** A record as the server sends it; a candidate is [index into `edits`, answer]. */
export interface WireRecord {
  record_id: string;
  kind: Kind;
  settlement_id: string | null;
  city_id: string;
  form: string;
  hash: string;
  level_hashes: string[];
  edits: { edit_id: string; by: string; made_at: string }[];
  /** Of those sent from a phone whose clock was wrong: by how many seconds it was ahead. */
  clocks?: Record<string, number>;
  fields: Record<string, [number, Answer][]>;
  replaced?: Record<string, string[]>;
  yours?: string[];
  /** Its place in its city's order of change. */
  seq?: number;
  /** Settlements only: the state of the newest round, for whoever may not read the profile. */
  state?: string;
}

import type { ProblemBody } from './problem';

/** open: may still be joined; frozen: on its way; safe: a receipt that verifies; parked: kept for the leader. */
export type OutboxState = 'open' | 'frozen' | 'safe' | 'parked';

/** One edit in this phone's outbox, with what became of it. */
export interface OutboxEdit {
  edit_id: string;
  record_id: string;
  settlement_id: string | null;
  state: OutboxState;
  edit: Edit;
  made_n: number;
  frozen_at?: string;
  /** The first of the edits that were joined into it while they were open, and into each other before. */
  began_as?: string[];
  /** The server's signature over what it keeps. */
  receipt?: string;
  safe_at?: string;
  /** Its place in the order of change of a city (`scope`), in that epoch of the server: below the safe place a backup holds it. */
  seq?: number;
  scope?: string;
  epoch?: string;
  answer?: 'kept' | 'contested' | 'parked' | 'already_had' | 'not_kept';
  problem?: ProblemBody;
  refused?: Record<string, ProblemBody>;
  /** The server has merged it and the pulled record contains it. */
  pulled?: boolean;
  /** The person has read what the server said of it. */
  seen?: boolean;
  /** What a leader made of it, after it was kept for one. */
  settled?: Settled;
}

/** A leader's word on what was kept: taken in, or left out and why. */
export interface Settled {
  how: 'admitted' | 'left_out';
  /** The leader's id. */
  by: string;
  why?: string;
}

/** A hand-over file of somebody else on this phone, until it is delivered and its receipts are given back. */
export interface Carried {
  sha256: string;
  made_at: string;
  taken_at: string;
  answers: number;
  settlements: number;
  /** The file; gone once it is delivered. */
  file: ArrayBuffer | null;
  state: 'carried' | 'delivered' | 'refused';
  problem?: ProblemBody;
  /** What the server said, for the author: who it was, and a receipt for each edit. */
  receipts?: CarriedReceipts;
  /** The receipts were handed on. */
  given_back?: boolean;
}

/** What goes back to the author's phone. */
export interface CarriedReceipts {
  server_time: string;
  epoch: string;
  author: { person_id: string; name: string; device_id: string };
  answers: unknown[];
}
