/**
 * Applies a page of changes: what it brings, takes away and joins, and its cursor, in one durable transaction or not at
 * all. Requests are made without waiting for each other: ten thousand records come the first time.
 */
import type { Schema } from '../kit/http';
import { durably, type LocalDb, type Tx } from '../kit/local-db';
import type { OutboxEdit, WireRecord } from '../kit/wire';
import type { Team } from '../people/rules';
import { repointed, type Aliases } from './aliases';
import { follow } from './half-done';
import type { SafePlaces } from './pruning';

/** One page of changes. */
export type Changes = Pick<Schema<'Changes'>, 'reset' | 'cursor' | 'more'> & {
  records: WireRecord[];
  gone: { record_id: string; city_id: string }[];
  drop: { city_id?: string; settlement_id?: string }[];
  /** Records that stand in for others now: two places were found to be one. */
  aliases?: Aliases;
  forms?: string[];
  /** The layers of the map, fetched once like a form, and which of them each city maps. */
  layers?: { form: string; cities: Record<string, string[]> };
  people?: { id: string; name: string }[];
  teams?: Team[];
  /** Which life of the server this is, and how far its verified backups reach in each city. */
  epoch?: string;
  server_time?: string;
  safe_seq?: Record<string, number>;
};

/** What a reset has still to see again, by scope; what is left after the last page is no longer granted. */
type Unseen = Record<string, string[]>;

type Applying = Tx<['records', 'outbox', 'meta', 'fixes']>;

/** What a pull knew before it asked. */
export interface Asked {
  /** The cursor that stood here: a page that does not follow on it is older than what another tab has pulled since. */
  from?: string;
  /** Own edits that were safe before this pull began: after its last page what was pulled holds them, or what replaced them. */
  proven?: readonly string[];
}

/** Apply one page with its cursor, all or nothing; tells whether it was, for a page that does not follow on is left out. */
export const applyPage = (db: LocalDb, changes: Changes, asked: Asked = {}): Promise<boolean> =>
  durably(db, ['records', 'outbox', 'meta', 'fixes'], (tx) => apply(tx, changes, asked));

async function apply(tx: Applying, changes: Changes, { from, proven = [] }: Asked): Promise<boolean> {
  const meta = tx.objectStore('meta');
  if (from !== undefined && from !== ((await meta.get('cursor')) ?? '')) return false;
  const unseen = ((await meta.get('unseen')) ?? {}) as Unseen;
  if (changes.reset.length) await beginReset(tx, changes.reset, unseen);
  await removeGone(tx, changes.gone);
  await removeDropped(tx, changes.drop);
  if (changes.aliases) await join(tx, changes.aliases);
  await take(tx, changes.records, changes.epoch);
  const seen = new Set(changes.records.map(({ record_id }) => record_id));
  for (const [scope, ids] of Object.entries(unseen)) unseen[scope] = ids.filter((id) => !seen.has(id));
  if (!changes.more) await endReset(tx, unseen, changes.epoch);
  if (!changes.more) await markPulled(tx, proven);
  await note(tx, changes, unseen);
  return true;
}

async function note(tx: Applying, changes: Changes, unseen: Unseen): Promise<void> {
  const { epoch, server_time = '', safe_seq = {}, people, teams, layers } = changes;
  const places: SafePlaces | undefined = epoch ? { epoch, server_time, safe_seq } : undefined;
  const told: Record<string, unknown> = {
    unseen: changes.more ? unseen : {},
    cursor: changes.cursor,
    ...(changes.more ? {} : { fetched: true }),
    ...(places ? { safe_places: places } : {}),
    ...(people ? { people } : {}),
    ...(teams ? { teams } : {}),
    ...(layers ? { layers: layers.cities } : {}),
  };
  await Promise.all(Object.entries(told).map(([name, value]) => tx.objectStore('meta').put(value, name)));
}

async function beginReset(tx: Applying, scopes: string[], unseen: Unseen): Promise<void> {
  const [records, mine] = await Promise.all([tx.objectStore('records').getAll(), tx.objectStore('outbox').getAll()]);
  for (const scope of scopes)
    unseen[scope] = records.filter(({ city_id }) => city_id === scope).map(({ record_id }) => record_id);
  await keep(
    tx,
    mine.filter((own) => own.pulled && scopes.includes(own.edit.city_id)).map((own) => ({ ...own, pulled: false })),
  );
}

const keep = (tx: Applying, changed: OutboxEdit[]): Promise<unknown> =>
  Promise.all(changed.map((own) => tx.objectStore('outbox').put(own)));

async function markPulled(tx: Applying, ids: readonly string[]): Promise<void> {
  const found = await Promise.all(ids.map((id) => tx.objectStore('outbox').get(id)));
  const mine = found.filter((own) => own !== undefined && own.state === 'safe' && !own.pulled) as OutboxEdit[];
  await keep(
    tx,
    mine.map((own) => ({ ...own, pulled: true })),
  );
}

/** When one of many requests cannot be made, the others are stopped with the transaction: nobody need hear of each. */
function quietly<Made>(request: Promise<Made>): Promise<Made> {
  request.catch(() => undefined);
  return request;
}

/** Store the records; own edits that they hold need not be shown on top of them any more. */
async function take(tx: Applying, records: WireRecord[], epoch: string | undefined): Promise<void> {
  const stored = Promise.all(records.map((record) => quietly(tx.objectStore('records').put(record))));
  const merged = new Map(records.flatMap((record) => (record.yours ?? []).map((id) => [id, record] as const)));
  const [held] = await Promise.all([merged.size ? tx.objectStore('outbox').getAllKeys() : [], stored]);
  const mine = await Promise.all(held.filter((id) => merged.has(id)).map((id) => tx.objectStore('outbox').get(id)));
  await keep(
    tx,
    mine.flatMap((own) => {
      const record = own && merged.get(own.edit_id);
      return record ? (heldIn(own, record, epoch) ?? []) : [];
    }),
  );
}

/** The edit as its pulled record holds it, no later than the record's own place; null where that is known already. */
function heldIn(own: OutboxEdit, { city_id, seq }: WireRecord, epoch: string | undefined): OutboxEdit | null {
  const known = seq === undefined || !epoch || (own.scope === city_id && own.epoch === epoch);
  if (own.pulled && known) return null;
  return { ...own, pulled: true, ...(known ? {} : { scope: city_id, seq, epoch }) };
}

/** Remove records. Unsent edits stay and are sent; a walk or a drawing that is in no edit yet stays: it exists only here. */
async function remove(tx: Applying, ids: string[]): Promise<void> {
  await Promise.all(ids.map((id) => tx.objectStore('records').delete(id)));
  const mine = await Promise.all(ids.map((id) => tx.objectStore('outbox').index('record_id').getAll(id)));
  const safe = mine.flat().filter(({ state }) => state === 'safe');
  await keep(
    tx,
    safe.map((own) => ({ ...own, pulled: true })),
  );
}

/** What left a city goes only while the copy here still belongs to it: its new city's page may have come first. */
async function removeGone(tx: Applying, gone: Changes['gone']): Promise<void> {
  const here = await Promise.all(gone.map(({ record_id }) => tx.objectStore('records').get(record_id)));
  const left = here.filter((record, at) => record?.city_id === gone[at]?.city_id);
  await remove(
    tx,
    left.flatMap((record) => record?.record_id ?? []),
  );
}

async function removeDropped(tx: Applying, drop: Changes['drop']): Promise<void> {
  if (!drop.length) return;
  const cities = new Set(drop.flatMap(({ city_id }) => city_id ?? []));
  const settlements = new Set(drop.flatMap(({ settlement_id }) => settlement_id ?? []));
  const records = await tx.objectStore('records').getAll();
  const lost = records.filter(
    ({ city_id, settlement_id }) => cities.has(city_id) || (settlement_id !== null && settlements.has(settlement_id)),
  );
  await remove(
    tx,
    lost.map(({ record_id }) => record_id),
  );
}

/** Own answers to a place that was joined to another, and what is half done of it, are shown there; edits stay word for word. */
async function join(tx: Applying, told: Aliases): Promise<void> {
  if (!Object.keys(told).length) return;
  const meta = tx.objectStore('meta');
  const aliases = { ...((await meta.get('aliases')) as Aliases | undefined), ...told };
  await meta.put(aliases, 'aliases');
  await follow(tx, told);
  const mine = await tx.objectStore('outbox').getAll();
  await keep(
    tx,
    mine.flatMap((own) => repointed(own, aliases) ?? []),
  );
}

/**
 * After a reset: own answers the server does not name any more are sent again, also those of records it lost, and shown
 * until then; what was not sent again is not granted any more. Of a city that is no longer granted the server names nothing:
 * what was proven in another life of the server is sent again, for a restored backup may lack it.
 */
async function endReset(tx: Applying, unseen: Unseen, epoch: string | undefined): Promise<void> {
  const scopes = Object.keys(unseen);
  if (scopes.length === 0) return;
  const mine = await tx.objectStore('outbox').getAll();
  const unnamed = mine.filter(
    (own) => own.state === 'safe' && (scopes.includes(own.edit.city_id) ? !own.pulled : own.epoch !== epoch),
  );
  await keep(
    tx,
    unnamed.map((own) => ({ ...own, state: 'frozen' })),
  );
  await remove(tx, Object.values(unseen).flat());
}
