/** Sends frozen edits to the server in batches it can take, and notes what became of each. */
import { changed } from '../kit/changes';
import { now } from '../kit/clock';
import { ask } from '../kit/http';
import { durably, type LocalDb, type Tx } from '../kit/local-db';
import { Problem, type ProblemBody } from '../kit/problem';
import { copy } from '../kit/second-copy';
import type { Edit, Kind, OutboxEdit, Settled } from '../kit/wire';
import type { PersonHere } from '../people/rules';
import { aheadOf } from './ahead';
import { onlyHere } from './copies';
import { answeredAnew } from './count';
import { OF_THE_PERSON } from './refused';
import { signingKey, verified, type Receipt } from './receipts';

export const BATCH_EDITS = 200;
export const BATCH_BYTES = 900_000;

/** What the server answers to one edit. */
export interface PushAnswer {
  edit_id: string;
  /** `not_kept`: the server cannot read it and keeps nothing of it. */
  answer: 'kept' | 'contested' | 'parked' | 'already_had' | 'not_kept';
  first?: Partial<PushAnswer>;
  contested?: string[];
  refused_paths?: Record<string, ProblemBody>;
  problem?: ProblemBody;
  receipt?: string;
  /** What a leader made of it, after it was parked. */
  settled?: 'admitted' | 'left_out' | '';
  settled_by?: string | null;
  settled_why?: string | null;
  /** Its place in the order of change of that city: where its record is now, not where the edit was written. */
  seq?: number;
  scope?: string | null;
}

type Answers = { server_time: string; epoch?: string; answers: PushAnswer[] };

/** What a push hears beside what became of the edits. */
export interface Heard {
  /** By how many seconds this phone's clock is ahead of the server's. */
  ahead_s?: number;
  /** Answers of the server whose signature this phone could not check. */
  unproven: number;
}

async function packed(json: string): Promise<{ body: Blob; headers: Record<string, string> }> {
  const plain = new Blob([json], { type: 'application/json' });
  const headers = { 'Content-Type': 'application/json' };
  if (json.length < 1024 || typeof CompressionStream === 'undefined') return { body: plain, headers };
  const body = await new Response(plain.stream().pipeThrough(new CompressionStream('gzip'))).blob();
  return { body, headers: { ...headers, 'Content-Encoding': 'gzip' } };
}

async function post(edits: Edit[], { person: { token }, to, heard }: Line): Promise<Answers> {
  const asked = now();
  const { body, headers } = await packed(JSON.stringify({ protocol: 1, client_time: asked.toISOString(), edits }));
  const answers = await ask<Answers>(`/api/sync/${to}`, { method: 'POST', token, body, headers });
  const ahead_s = aheadOf(answers.server_time, asked, now());
  if (ahead_s !== null) heard.ahead_s = ahead_s;
  return answers;
}

const KINDS: readonly Kind[] = ['place', 'settlement', 'profile', 'feature', 'status_report', 'comment', 'decision'];

/** What others speak of goes first, then in the order it was made. */
const inTurn = (one: OutboxEdit, other: OutboxEdit): number =>
  KINDS.indexOf(one.edit.kind) - KINDS.indexOf(other.edit.kind) || one.made_n - other.made_n;

/** Cut the edits into batches of at most 200 and about 1 MB, settlements before what is said of them. */
export function batches(edits: readonly OutboxEdit[]): OutboxEdit[][] {
  const cut: OutboxEdit[][] = [];
  let bytes = Infinity;
  for (const own of [...edits].sort(inTurn)) {
    const size = JSON.stringify(own.edit).length;
    const last = cut[cut.length - 1];
    if (!last || last.length >= BATCH_EDITS || bytes + size > BATCH_BYTES) {
      cut.push([own]);
      bytes = size;
    } else {
      last.push(own);
      bytes += size;
    }
  }
  return cut;
}

/** What the server says of the edits themselves; whatever else comes instead of answers speaks of the line. */
const OF_THE_EDITS: readonly string[] = ['input-invalid', 'body-unreadable', 'body-too-large', 'batch-too-large'];

/** One person's way to the server while a push goes on. */
interface Line {
  db: LocalDb;
  person: PersonHere;
  key: CryptoKey | null;
  heard: Heard;
  to: To;
}

/** A push, or the last one of a phone that was shut out. */
export type To = 'push' | 'last-push';

/** Send one batch; what the server cannot read is halved until the one edit at fault stands alone. Returns how many changed. */
async function sendBatch(line: Line, batch: OutboxEdit[]): Promise<number> {
  const edits = batch.map(({ edit }) => edit);
  try {
    return await note(line, batch, await post(edits, line));
  } catch (fault) {
    if (!(fault instanceof Problem)) throw fault;
    if (fault.slug === OF_THE_PERSON) return park(line.db, batch, fault.body);
    if (!OF_THE_EDITS.includes(fault.slug)) throw fault;
    if (batch.length === 1) return park(line.db, batch, fault.body);
    const half = Math.ceil(batch.length / 2);
    const first = await sendBatch(line, batch.slice(0, half));
    return first + (await sendBatch(line, batch.slice(half)));
  }
}

/** Keep an edit the server cannot take where the person sees it. */
async function park(db: LocalDb, batch: OutboxEdit[], problem: ProblemBody): Promise<number> {
  await durably(db, ['outbox'], async ({ store }) => {
    for (const own of batch) await store.put({ ...own, state: 'parked', problem });
  });
  changed();
  return batch.length;
}

/** The server cannot read it and keeps nothing of it: it stays here, before its person. */
function unread(own: OutboxEdit, problem?: ProblemBody): OutboxEdit {
  const { answer: _before, ...kept } = own;
  return { ...kept, state: 'parked', ...(problem ? { problem } : {}) };
}

/** Decide what one answer makes of an edit: safe only with a receipt that verifies. */
export async function settle(
  own: OutboxEdit,
  told: PushAnswer,
  key: CryptoKey | null,
  epoch?: string,
): Promise<OutboxEdit> {
  if (told.answer === 'not_kept') return unread(own, told.problem);
  const first = { ...told, ...(told.answer === 'already_had' ? told.first : {}) };
  const receipt = told.receipt ?? first.receipt;
  const proof = receipt && key ? await verified(receipt, own.edit, key) : null;
  const state = first.answer === 'parked' ? 'parked' : proof ? 'safe' : own.state;
  const settled: OutboxEdit = { ...own, state, answer: first.answer ?? told.answer };
  if (receipt) settled.receipt = receipt;
  if (proof) settled.safe_at = proof.at;
  else if (own.state !== state) delete settled.safe_at; // proven once, sent again: it needs a proof of what it is now
  if (proof && epoch && told.seq !== undefined && told.scope)
    Object.assign(settled, { seq: told.seq, scope: told.scope, epoch });
  if (first.problem) settled.problem = first.problem;
  else delete settled.problem; // it was parked before, and a leader has taken it in
  const refused = proof ? signedRefusals(proof, first.refused_paths) : first.refused_paths;
  if (refused && Object.keys(refused).length) settled.refused = refused;
  else if (proof) delete settled.refused;
  return first.settled ? { ...settled, settled: toldBy(first), seen: sameWord(own, first) } : settled;
}

/** Why, where nothing readable beside the signature says it. */
const NOT_TAKEN_IN: ProblemBody = { type: '/problems/edit-refused', title: 'This cannot be taken in', status: 422 };

/** Which answers were refused is what the server signed; only why is read from what stands beside the signature. */
function signedRefusals({ refused_paths }: Receipt, beside: PushAnswer['refused_paths']): Record<string, ProblemBody> {
  const why = (told?: Partial<ProblemBody>): ProblemBody =>
    typeof told?.type === 'string' ? (told as ProblemBody) : NOT_TAKEN_IN;
  return Object.fromEntries(refused_paths.map((path) => [path, why(beside?.[path])]));
}

const toldBy = ({ settled, settled_by, settled_why }: Partial<PushAnswer>): Settled => ({
  how: settled === 'admitted' ? 'admitted' : 'left_out',
  by: settled_by ?? '',
  ...(settled_why ? { why: settled_why } : {}),
});

/** What was read stays read, until a leader says another word. */
const sameWord = ({ settled, seen }: OutboxEdit, told: Partial<PushAnswer>): boolean =>
  seen === true && settled?.how === told.settled;

/** What was refused, answered anew and is proven now needs its person no more; it stays as it was written. */
async function closeAnsweredAnew(store: Tx<['outbox']>['store'], settled: readonly OutboxEdit[]): Promise<void> {
  for (const record_id of new Set(settled.filter(({ state }) => state === 'safe').map((own) => own.record_id))) {
    const all = await store.index('record_id').getAll(record_id);
    for (const own of all) if (!own.seen && answeredAnew(own, all)) await store.put({ ...own, seen: true });
  }
}

async function note({ db, key, heard }: Line, batch: OutboxEdit[], said: Answers): Promise<number> {
  const told = new Map(said.answers.map((answer) => [answer.edit_id, answer]));
  const settled = await Promise.all(
    batch.map((own) => {
      const answer = told.get(own.edit_id);
      return answer ? settle(own, answer, key, said.epoch) : own;
    }),
  );
  await durably(db, ['outbox'], async ({ store }) => {
    for (const own of settled) {
      const kept = await store.get(own.edit_id);
      if (kept) await store.put({ ...own, ...(kept.pulled ? { pulled: true } : {}) });
    }
    await closeAnsweredAnew(store, settled);
  });
  for (const own of settled) if (!onlyHere(own)) copy(db.name, own.edit_id, null);
  heard.unproven += settled.filter((own) => own.receipt && onlyHere(own)).length;
  const n = settled.filter(
    (own, at) => own.state !== batch[at]?.state || own.settled?.how !== batch[at]?.settled?.how,
  ).length;
  if (n) changed();
  return n;
}

/**
 * Send everything frozen (or the edits named); returns how many are now in another state. Throws the problem of the line, if there is one;
 * whatever was answered is kept, and a batch the server stumbles over does not hold up the others.
 */
export async function push(
  db: LocalDb,
  person: PersonHere,
  heard: Heard = { unproven: 0 },
  { to = 'push', edits }: { to?: To; edits?: OutboxEdit[] } = {},
): Promise<number> {
  const frozen = edits ?? (await db.getAllFromIndex('outbox', 'state', 'frozen'));
  if (!frozen.length) return 0;
  const key = await signingKey(person.server_keys.sign.jwk);
  const line: Line = { db, person, key, heard, to };
  let stumbled: Problem | undefined;
  let n = 0;
  for (const batch of batches(frozen))
    try {
      n += await sendBatch(line, batch);
    } catch (fault) {
      if (!(fault instanceof Problem) || fault.status !== 500) throw fault;
      stumbled = fault;
    }
  if (stumbled) throw stumbled;
  return n;
}
