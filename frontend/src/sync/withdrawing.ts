/** Takes back what was just chosen, as long as it never left this phone: then it was never said. */
import { changed } from '../kit/changes';
import { durably, personOf, PRACTICE, type LocalDb } from '../kit/local-db';
import { copy } from '../kit/second-copy';
import type { OutboxEdit } from '../kit/wire';

/** A choosing together, and nothing else: its author's own answers are never taken back with it. */
const chosenOnly = ({ edit }: OutboxEdit): boolean =>
  Object.values(edit.set).every(({ chosen_with }) => typeof chosen_with === 'string');

const mayBe = (own: OutboxEdit | undefined): own is OutboxEdit => own?.state === 'open' && chosenOnly(own);

/** Whether it can still be taken back. */
export const mayBeWithdrawn = async (db: LocalDb, edit_id: string): Promise<boolean> =>
  mayBe(await db.get('outbox', edit_id));

/** Take it back; false where it is on its way already, or was joined into something said since. */
export async function withdraw(db: LocalDb, edit_id: string): Promise<boolean> {
  const done = await durably(db, ['outbox'], async (tx) => {
    if (!mayBe(await tx.store.get(edit_id))) return false;
    await tx.store.delete(edit_id);
    return true;
  });
  if (done && personOf(db) !== PRACTICE) copy(db.name, edit_id, null);
  if (done) changed();
  return done;
}
