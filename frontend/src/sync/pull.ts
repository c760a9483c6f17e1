/** Fetches what others said: each page and its cursor are applied in one durable transaction, or not at all. */
import { changed } from '../kit/changes';
import { ask, type Schema } from '../kit/http';
import { durably, type LocalDb, type Tx } from '../kit/local-db';
import { Problem } from '../kit/problem';
import type { WireRecord } from '../kit/wire';
import type { Team } from '../people/rules';
import type { SafePlaces } from './pruning';
import { fetchedOnce } from './store';

/** One page of changes. */
export type Changes = Pick<Schema<'Changes'>, 'reset' | 'cursor' | 'more'> & {
  records: WireRecord[];
  gone: { record_id: string; city_id: string }[];
  drop: { city_id?: string; settlement_id?: string }[];
  forms?: string[];
  people?: { id: string; name: string }[];
  teams?: Team[];
  /** Which life of the server this is, and how far its verified backups reach in each city. */
  epoch?: string;
  safe_seq?: Record<string, number>;
};

/** What a reset has still to see again, by scope; what is left after the last page is no longer granted. */
type Unseen = Record<string, string[]>;

const ofCursor = (token: string, cursor: string): Promise<Changes> =>
  ask<Changes>(`/api/sync/changes?limit=500&cursor=${encodeURIComponent(cursor)}`, { token });

/** One page; where the server does not know the cursor, the first one, which resets all that is here. */
async function page(token: string, cursor: string): Promise<Changes> {
  try {
    return await ofCursor(token, cursor);
  } catch (fault) {
    if (cursor && fault instanceof Problem && fault.slug === 'cursor-unreadable') return ofCursor(token, '');
    throw fault;
  }
}

type Applying = Tx<['records', 'outbox', 'meta']>;

async function beginReset(tx: Applying, scopes: string[], unseen: Unseen): Promise<void> {
  const records = await tx.objectStore('records').getAll();
  for (const scope of scopes)
    unseen[scope] = records.filter(({ city_id }) => city_id === scope).map(({ record_id }) => record_id);
  for (const own of await tx.objectStore('outbox').getAll())
    if (own.pulled && scopes.includes(own.edit.city_id)) await tx.objectStore('outbox').put({ ...own, pulled: false });
}

async function markPulled(tx: Applying, ids: readonly string[]): Promise<void> {
  const outbox = tx.objectStore('outbox');
  for (const own of await Promise.all(ids.map((id) => outbox.get(id))))
    if (own && own.state === 'safe' && !own.pulled) await outbox.put({ ...own, pulled: true });
}

async function take(tx: Applying, record: WireRecord): Promise<void> {
  await tx.objectStore('records').put(record);
  const mine = await Promise.all((record.yours ?? []).map((id) => tx.objectStore('outbox').get(id)));
  for (const own of mine) if (own && !own.pulled) await tx.objectStore('outbox').put({ ...own, pulled: true });
}

async function remove(tx: Applying, wanted: (record: WireRecord) => boolean): Promise<void> {
  for (const record of await tx.objectStore('records').getAll()) {
    if (!wanted(record)) continue;
    await tx.objectStore('records').delete(record.record_id);
    for (const own of await tx.objectStore('outbox').index('record_id').getAll(record.record_id))
      if (own.state === 'safe') await tx.objectStore('outbox').put({ ...own, pulled: true });
  }
}

/**
 * After a reset: own answers the server does not name any more are sent again, also those of records it lost, and shown
 * until then; what was not sent again is not granted any more.
 */
async function endReset(tx: Applying, unseen: Unseen): Promise<void> {
  const scopes = Object.keys(unseen);
  if (scopes.length === 0) return;
  for (const own of await tx.objectStore('outbox').getAll())
    if (own.state === 'safe' && !own.pulled && scopes.includes(own.edit.city_id))
      await tx.objectStore('outbox').put({ ...own, state: 'frozen' });
  const lost = new Set(Object.values(unseen).flat());
  await remove(tx, ({ record_id }) => lost.has(record_id));
}

/**
 * Apply one page with its cursor, all or nothing. `proven` are own edits that were safe before this pull began: after its
 * last page what was pulled holds them, or what replaced them.
 */
export const applyPage = (db: LocalDb, changes: Changes, proven: readonly string[] = []): Promise<void> =>
  durably(db, ['records', 'outbox', 'meta'], (tx) => apply(tx, changes, proven));

async function apply(tx: Applying, changes: Changes, proven: readonly string[]): Promise<void> {
  const meta = tx.objectStore('meta');
  const unseen = ((await meta.get('unseen')) ?? {}) as Unseen;
  if (changes.reset.length) await beginReset(tx, changes.reset, unseen);
  for (const record of changes.records) await take(tx, record);
  const seen = new Set(changes.records.map(({ record_id }) => record_id));
  for (const [scope, ids] of Object.entries(unseen)) unseen[scope] = ids.filter((id) => !seen.has(id));
  await removeUngranted(tx, changes);
  if (!changes.more) await endReset(tx, unseen);
  if (!changes.more) await markPulled(tx, proven);
  await meta.put(changes.more ? unseen : {}, 'unseen');
  await meta.put(changes.cursor, 'cursor');
  if (!changes.more) await meta.put(true, 'fetched');
  const { epoch, safe_seq = {} } = changes;
  if (epoch) await meta.put({ epoch, safe_seq } satisfies SafePlaces, 'safe_places');
  if (changes.people) await meta.put(changes.people, 'people');
  if (changes.teams) await meta.put(changes.teams, 'teams');
}

async function removeUngranted(tx: Applying, { gone, drop }: Changes): Promise<void> {
  const moved = new Map(gone.map(({ record_id, city_id }) => [record_id, city_id]));
  const cities = new Set(drop.flatMap(({ city_id }) => city_id ?? []));
  const settlements = new Set(drop.flatMap(({ settlement_id }) => settlement_id ?? []));
  if (gone.length + drop.length === 0) return;
  await remove(
    tx,
    ({ record_id, city_id, settlement_id }) =>
      moved.get(record_id) === city_id ||
      cities.has(city_id) ||
      (settlement_id !== null && settlements.has(settlement_id)),
  );
}

/** Keep each form the server speaks of; a form's version never changes, so it is fetched once. */
export async function fetchForms(db: LocalDb, wanted: readonly string[]): Promise<void> {
  const kept = await db.getAllKeys('forms');
  for (const form of wanted.filter((name) => !kept.includes(name))) {
    const told = await ask<{ form: string }>(`/api/forms/${encodeURIComponent(form)}`);
    await durably(db, ['forms'], ({ store }) => store.put({ ...told, form }));
  }
}

/** Pull until there is no more. Returns whether anything came, or all came for the first time. */
export async function pull(db: LocalDb, token: string): Promise<boolean> {
  const proven = (await db.getAllFromIndex('outbox', 'state', 'safe')).filter(({ pulled }) => !pulled);
  let came = !(await fetchedOnce(db));
  for (;;) {
    const cursor = ((await db.get('meta', 'cursor')) as string | undefined) ?? '';
    const changes = await page(token, cursor);
    await applyPage(
      db,
      changes,
      proven.map(({ edit_id }) => edit_id),
    );
    const news = changes.records.length + changes.gone.length + changes.drop.length > 0;
    if (news) changed(); // what stands on a screen is never older than what an answer given on it would replace
    came ||= news;
    await fetchForms(db, changes.forms ?? []);
    if (!changes.more) return came;
  }
}
