/** Keeps the second copy in step with the outbox: what no server has signed for lies there, and nothing else. */
import type { LocalDb } from '../kit/local-db';
import { copiesOf, copy } from '../kit/second-copy';
import type { OutboxEdit } from '../kit/wire';

/** Whether no server has signed for it as it stands. */
export const onlyHere = ({ state, safe_at }: OutboxEdit): boolean =>
  state !== 'safe' && !(state === 'parked' && safe_at);

/** Copy what lacks a copy, and let go of what is proven: the phone may have died between the store and the copy. */
export async function keepInStep(db: LocalDb): Promise<void> {
  const states = ['open', 'frozen', 'parked'] as const;
  const left = (await Promise.all(states.map((state) => db.getAllFromIndex('outbox', 'state', state)))).flat();
  const needed = new Map(left.filter(onlyHere).map((own) => [own.edit_id, own]));
  const copies = await copiesOf(db.name);
  for (const name of copies.keys()) if (!needed.has(name)) copy(db.name, name, null);
  for (const [edit_id, own] of needed) if (!copies.has(edit_id)) copy(db.name, edit_id, own);
}
