/** The receipts that a carrier gives back: believed only where the server's own signature speaks of exactly this edit. */
import { changed } from '../kit/changes';
import { copy } from '../kit/second-copy';
import { durably, openLocal, type LocalDb } from '../kit/local-db';
import type { Carried, CarriedReceipts, OutboxEdit } from '../kit/wire';
import { peopleHere } from '../people/directory';
import type { PersonHere } from '../people/rules';
import { answersOf } from './count';
import { settle, type PushAnswer } from './push';
import { signingKey, verified } from './receipts';

export type Receipts = CarriedReceipts & { kwetu: 'receipts'; version: 1 };

/** Write the receipts of a delivered file. */
export function receiptsFile(carried: Carried): File | null {
  if (!carried.receipts) return null;
  const told: Receipts = { kwetu: 'receipts', version: 1, ...carried.receipts };
  const name = `kwetu-${carried.receipts.server_time.slice(0, 16).replace('T', '-').replace(':', '')}.kwetu-receipts`;
  return new File([JSON.stringify(told)], name, { type: 'application/json' });
}

/** Read a receipts file; null where it is none. What it says is proven answer by answer. */
export function receiptsIn(bytes: Uint8Array): Receipts | null {
  if (bytes[0] !== 0x7b) return null;
  try {
    const told = JSON.parse(new TextDecoder().decode(bytes)) as Partial<Receipts> | null;
    const sound =
      told?.kwetu === 'receipts' && Array.isArray(told.answers) && typeof told.author?.person_id === 'string';
    return sound ? (told as Receipts) : null;
  } catch {
    return null;
  }
}

/** What came of receipts: whose they are, how many answers are proven now, how many receipts prove nothing here. */
export interface Proven {
  name: string;
  answers: number;
  useless: number;
}

/** Take receipts in for whoever of this phone they are; null where nobody here wrote these answers. */
export async function takeReceipts(told: Receipts): Promise<Proven | null> {
  const person = (await peopleHere()).find(({ person_id }) => person_id === told.author.person_id);
  if (!person) return null;
  const db = await openLocal(person.person_id);
  try {
    return await prove(db, person, told);
  } finally {
    db.close();
  }
}

/** Mark edits of a store as safe where the receipts prove it. */
export async function prove(db: LocalDb, person: PersonHere, told: Receipts): Promise<Proven> {
  const key = await signingKey(person.server_keys.sign.jwk);
  const proven: OutboxEdit[] = [];
  let useless = 0;
  for (const answer of told.answers as PushAnswer[]) {
    const own = await db.get('outbox', String(answer.edit_id));
    const settled = own && key ? await proved(own, answer, key, told.epoch) : null;
    if (settled) proven.push(settled);
    else useless += 1;
  }
  const fresh = await keep(db, proven);
  for (const { edit_id } of fresh) copy(db.name, edit_id, null);
  if (fresh.length) changed();
  return { name: person.name, answers: fresh.reduce((n, own) => n + answersOf(own), 0), useless };
}

/** What the server itself signed is believed; whatever the carrier's file says beside it is not. */
async function proved(own: OutboxEdit, told: PushAnswer, key: CryptoKey, epoch: string): Promise<OutboxEdit | null> {
  const proof = told.receipt ? await verified(told.receipt, own.edit, key) : null;
  if (!proof || own.state === 'safe') return null;
  const first = told.answer === 'already_had' ? (told.first ?? {}) : told;
  const signed: PushAnswer = {
    edit_id: own.edit_id,
    answer: proof.answer as PushAnswer['answer'],
    receipt: told.receipt ?? '',
    ...(first.refused_paths ? { refused_paths: first.refused_paths } : {}),
    ...(proof.answer === 'parked' && first.problem ? { problem: first.problem } : {}),
  };
  return settle(own, signed, key, epoch);
}

async function keep(db: LocalDb, proven: OutboxEdit[]): Promise<OutboxEdit[]> {
  return durably(db, ['outbox'], async ({ store }) => {
    const fresh: OutboxEdit[] = [];
    for (const own of proven) {
      const before = await store.get(own.edit_id);
      if (!before || before.state === 'safe') continue; // the phone has sent it by itself meanwhile
      await store.put({ ...own, ...(before.pulled ? { pulled: true } : {}) });
      fresh.push(own);
    }
    return fresh;
  });
}
