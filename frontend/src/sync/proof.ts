/** Lays out the outbox for a person: what needs them, what is on its way, what is proven safe, by settlement. */
import type { LocalDb } from '../kit/local-db';
import { slugOf } from '../kit/problems';
import type { OutboxEdit } from '../kit/wire';
import { described } from './outbox';
import { answersIn, needsPerson } from './count';
import { OF_THE_PERSON } from './push';
import { outboxOf } from './safety';

/** One settlement's answers of this phone. */
export interface Proof {
  settlement_id: string;
  name: string;
  safe: number;
  waiting: number;
  /** When the last of them was proven. */
  at: string | null;
  edits: OutboxEdit[];
}

/** Where an edit that needs its person is kept; that the server keeps it is said only with its proof. */
export function keptAt({ safe_at, answer, problem }: OutboxEdit): 'server' | 'unread' | 'official' | 'phone' {
  if (safe_at) return 'server';
  if (problem && slugOf(problem) === OF_THE_PERSON) return 'official';
  return answer ? 'phone' : 'unread';
}

export interface Laid {
  needs: OutboxEdit[];
  proofs: Proof[];
  waiting: number;
  names: Record<string, string>;
}

function proofOf(settlement_id: string, name: string, edits: OutboxEdit[]): Proof {
  const safe = edits.filter(({ state }) => state === 'safe');
  const at =
    safe
      .map(({ safe_at }) => safe_at ?? '')
      .sort()
      .at(-1) ?? null;
  return {
    settlement_id,
    name,
    safe: answersIn(edits, 'safe'),
    waiting: answersIn(edits, 'open', 'frozen'),
    at,
    edits,
  };
}

/** Group the outbox by settlement. Pure. */
export function lay(outbox: OutboxEdit[], names: Record<string, string>): Laid {
  const by = new Map<string, OutboxEdit[]>();
  for (const own of outbox) by.set(own.settlement_id ?? '', [...(by.get(own.settlement_id ?? '') ?? []), own]);
  const proofs = [...by].map(([id, edits]) => proofOf(id, names[id] ?? '', edits));
  proofs.sort((one, other) => other.waiting - one.waiting || one.name.localeCompare(other.name));
  return {
    needs: outbox.filter((own) => needsPerson(own)),
    proofs: proofs.filter(({ safe, waiting }) => safe + waiting > 0),
    waiting: answersIn(outbox, 'open', 'frozen'),
    names,
  };
}

/** Read the outbox of a store, laid out. */
export async function outboxLaid(db: LocalDb): Promise<Laid> {
  const [outbox, settlements] = await Promise.all([outboxOf(db), described(db, 'settlement')]);
  const names = Object.fromEntries(
    settlements.map(({ record_id, fields }) => [record_id, String(fields['name']?.[0]?.answer.value ?? '')]),
  );
  return lay(outbox, names);
}
