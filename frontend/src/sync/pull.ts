/** Fetches what others said, a page at a time; the next page is on its way while the present one is being written. */
import { changed } from '../kit/changes';
import { ask } from '../kit/http';
import { durably, type LocalDb } from '../kit/local-db';
import { Problem } from '../kit/problem';
import { applyPage, type Changes } from './applying';
import { fetchedOnce } from './store';

/** How this app speaks; a server that has forgotten it says `protocol-too-old`, and still takes what is sent. */
const PROTOCOL = 1;

const ofCursor = (token: string, cursor: string): Promise<Changes> =>
  ask<Changes>(`/api/sync/changes?limit=500&protocol=${PROTOCOL}&cursor=${encodeURIComponent(cursor)}`, { token });

/** One page; where the server does not know the cursor, the first one, which resets all that is here. */
async function page(token: string, cursor: string): Promise<Changes> {
  try {
    return await ofCursor(token, cursor);
  } catch (fault) {
    if (cursor && fault instanceof Problem && fault.slug === 'cursor-unreadable') return ofCursor(token, '');
    throw fault;
  }
}

/** Keep each form the server speaks of; a form's version never changes, so it is fetched once. */
export async function fetchForms(db: LocalDb, wanted: readonly string[], layers: string[] = []): Promise<void> {
  const kept = await db.getAllKeys('forms');
  for (const form of [...wanted, ...layers].filter((name) => !kept.includes(name))) {
    const from = layers.includes(form) ? 'layers' : 'forms';
    const told = await ask<{ form: string }>(`/api/${from}/${encodeURIComponent(form)}`);
    await durably(db, ['forms'], ({ store }) => store.put({ ...told, form }));
  }
}

/** Pull until there is no more, or another tab pulls. Returns whether anything came, or all came for the first time. */
export async function pull(db: LocalDb, token: string): Promise<boolean> {
  const safe = await db.getAllFromIndex('outbox', 'state', 'safe');
  const proven = safe.flatMap(({ edit_id, pulled }) => (pulled ? [] : edit_id));
  const telling = await tellings(db);
  let came = !(await fetchedOnce(db));
  let from = ((await db.get('meta', 'cursor')) as string | undefined) ?? '';
  let next = page(token, from);
  for (;;) {
    const changes = await next;
    if (changes.more) next = ahead(token, changes.cursor);
    await fetchForms(db, changes.forms ?? [], changes.layers ? [changes.layers.form] : []); // first: a page that was written is not asked for again, nor are its forms
    if (!(await applyPage(db, changes, { from, proven }))) return came;
    from = changes.cursor;
    const news = changes.records.length + changes.gone.length + changes.drop.length > 0;
    if (news && (await telling(changes))) changed();
    came ||= news;
    if (!changes.more) return came;
  }
}

/** Ask for the next page already; a fault waits until the page is wanted. */
function ahead(token: string, cursor: string): Promise<Changes> {
  const next = page(token, cursor);
  next.catch(() => undefined);
  return next;
}

/**
 * Whether the screens are told of a page. What stands on a screen is never older than what an answer given on it would
 * replace; but a phone that begins, with nothing written on it, has none of these records on a screen yet: it tells the
 * first page, the last, and any that brings something a second time.
 */
async function tellings(db: LocalDb): Promise<(changes: Changes) => Promise<boolean>> {
  const begins = (await db.count('records')) + (await db.count('outbox')) === 0;
  const came = new Set<string>();
  return async ({ records, more }) => {
    const first = came.size === 0;
    const again = records.some(({ record_id }) => came.has(record_id));
    for (const { record_id } of records) came.add(record_id);
    return !begins || first || again || !more || (await db.count('outbox')) > 0;
  };
}
