/** Lays out the outbox for a person: what needs them, what is on its way, what is proven safe, by settlement. */
import type { LocalDb } from '../kit/local-db';
import { slugOf } from '../kit/problems';
import type { OutboxEdit } from '../kit/wire';
import { described } from './outbox';
import { answersIn, needsPerson } from './count';
import { letGoOf, NOTHING, type LetGo } from './pruning';
import { OF_THE_PERSON } from './refused';
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

function proofOf(settlement_id: string, name: string, edits: OutboxEdit[], gone: LetGo): Proof {
  const safe = edits.filter(({ state }) => state === 'safe');
  const at =
    safe
      .map(({ safe_at }) => safe_at ?? '')
      .sort()
      .at(-1) ?? (gone.answers[settlement_id] ? gone.at : null);
  return {
    settlement_id,
    name,
    safe: answersIn(edits, 'safe') + (gone.answers[settlement_id] ?? 0),
    waiting: answersIn(edits, 'open', 'frozen'),
    at,
    edits,
  };
}

/** Group the outbox by settlement, with what was proven and let go of since. Pure. */
export function lay(outbox: OutboxEdit[], names: Record<string, string>, gone: LetGo = NOTHING): Laid {
  const by = new Map<string, OutboxEdit[]>(Object.keys(gone.answers).map((id) => [id, []]));
  for (const own of outbox) by.set(own.settlement_id ?? '', [...(by.get(own.settlement_id ?? '') ?? []), own]);
  const proofs = [...by].map(([id, edits]) => proofOf(id, names[id] ?? '', edits, gone));
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
  const [outbox, names, gone] = await Promise.all([outboxOf(db), namesHere(db), letGoOf(db)]);
  return lay(outbox, names, gone);
}

/** The names of the settlements on this phone. */
export async function namesHere(db: LocalDb): Promise<Record<string, string>> {
  const settlements = await described(db, 'settlement');
  return Object.fromEntries(
    settlements.map(({ record_id, fields }) => [record_id, String(fields['name']?.[0]?.answer.value ?? '')]),
  );
}
