/** What a person does about an edit the server did not take. */
import { changed } from '../kit/changes';
import { durably, type BroughtBack, type LocalDb } from '../kit/local-db';
import type { OutboxEdit } from '../kit/wire';
import { standsFor, type Aliases } from './aliases';

/** Whether all that is this person's to read has come at least once. */
export const fetchedOnce = async (db: LocalDb): Promise<boolean> => (await db.get('meta', 'fetched')) === true;

/** Which records stand for others, as the server last told. */
export const aliasesHere = async (db: LocalDb): Promise<Aliases> =>
  ((await db.get('meta', 'aliases')) as Aliases | undefined) ?? {};

/** The record that stands for this one now: a page may still be open under the name of one that was joined to it. */
export const standsNow = async (db: LocalDb, record_id: string): Promise<string> =>
  standsFor(await aliasesHere(db), record_id);

/** What was brought back from the second copy, when the browser had deleted this store; null when it never did. */
export const broughtBack = async (db: LocalDb): Promise<BroughtBack | null> =>
  ((await db.get('meta', 'brought_back')) as BroughtBack | undefined) ?? null;

async function change(db: LocalDb, edit_id: string, how: (own: OutboxEdit) => OutboxEdit): Promise<void> {
  await durably(db, ['outbox'], async ({ store }) => {
    const own = await store.get(edit_id);
    if (own) await store.put(how(own));
  });
  changed();
}

/** Send a parked edit again, word for word: a leader may have admitted it meanwhile. */
export const askAgain = (db: LocalDb, edit_id: string): Promise<void> =>
  change(db, edit_id, ({ problem: _was, ...own }) => ({ ...own, state: 'frozen' }));

/** The person has read it: it stays listed, but the safety line is quiet about it. */
export const noteSeen = (db: LocalDb, edit_id: string): Promise<void> =>
  change(db, edit_id, (own) => ({ ...own, seen: true }));
