/** Holds in memory what is known of the record that is being answered: a key pressed on a slow phone reads nothing of it again. */
import { Kept } from '../kit/kept';
import { personOf, type LocalDb, type Tx } from '../kit/local-db';
import type { OutboxEdit, WireRecord } from '../kit/wire';
import { view, withOwn, type Described } from './view';

/** What stands in a record, and all edits of this phone to it that are here. */
export interface Held {
  record_id: string;
  fields: Described['fields'];
  mine: OutboxEdit[];
}

const nameOf = (db: LocalDb, record_id: string): string => `${db.name} ${record_id}`;

const kept = new Kept<Held>((held, change) => {
  const { record_id, fields, mine } = held;
  if ('frozen' in change) return { ...held, mine: mine.map(frozenAmong(change.frozen)) };
  const { own, joins } = change;
  if (own.record_id !== record_id) return held;
  return { record_id, fields: withOwn(fields, own, joins), mine: [...mine.filter((one) => !joins.includes(one)), own] };
});

const frozenAmong = (ids: readonly string[]) => (own: OutboxEdit) =>
  ids.includes(own.edit_id) ? { ...own, state: 'frozen' as const } : own;

/** Begin to read a record that is being answered; what is handed over then is held. */
export const holding = (db: LocalDb, record_id: string): ((held: Held) => void) => kept.reading(nameOf(db, record_id));

type Reading = Tx<['records', 'outbox', 'meta']>;

/**
 * What stands in a record, inside a transaction that will write to it. What is held is believed only where the store has as many
 * edits of this phone, and the same still open: another tab may have written, or sent, a moment ago.
 */
export async function heldIn(db: LocalDb, tx: Reading, record_id: string): Promise<Held> {
  const outbox = tx.objectStore('outbox');
  const held = kept.get(nameOf(db, record_id));
  if (held) {
    const [n, open] = await Promise.all([
      outbox.index('record_id').count(record_id),
      outbox.index('state').getAllKeys('open'),
    ]);
    const were = held.mine.filter(({ state }) => state === 'open').map(({ edit_id }) => edit_id);
    if (n === held.mine.length && were.every((id) => open.includes(id))) return held;
  }
  const [record, mine] = await Promise.all([
    tx.objectStore('records').get(record_id),
    outbox.index('record_id').getAll(record_id),
  ]);
  return { record_id, fields: fieldsOf(db, record, mine), mine };
}

const fieldsOf = (db: LocalDb, record: WireRecord | undefined, mine: OutboxEdit[]): Described['fields'] =>
  record || mine.length ? view(record, mine, personOf(db), () => 0).fields : {};
