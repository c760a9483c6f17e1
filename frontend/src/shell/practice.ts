/** The practice settlement: one made-up settlement in its own store, never sent, emptied at will. */
import { changed } from '../kit/changes';
import { uuid7 } from '../kit/ids';
import { durably, openLocal, type LocalDb } from '../kit/local-db';
import { session } from '../people/session.svelte';
import { practise } from '../people/store';
import { addSettlement, allSettlements } from '../settlements/store';
import { fetchPracticeForms } from '../sync/sending';
import { t } from '../kit/i18n.svelte';

const CITY = '00000000-0000-4000-8000-000000000000';

/** Give the practice store the questions: from the person's own store, else from the server. */
async function bringForms(practice: LocalDb): Promise<boolean> {
  if ((await practice.count('forms')) > 0) return true;
  if (session.person) {
    const own = await openLocal(session.person.person_id);
    const forms = await own.getAll('forms');
    own.close();
    await durably(practice, ['forms'], async ({ store }) => {
      for (const form of forms) await store.put(form);
    });
    if (forms.length) return true;
  }
  return fetchPracticeForms(practice).then(
    () => true,
    () => false,
  );
}

/** Open practice; tells the settlement to go to, or null when the questions have not come to this phone yet. */
export async function openPractice(): Promise<string | null> {
  await practise();
  const db = session.db;
  if (!db || !(await bringForms(db))) return null;
  const [first] = await allSettlements(db);
  if (first) return first.settlement_id;
  return addSettlement(db, {
    settlement_id: uuid7(),
    city_id: CITY,
    name: t('practice.name'),
    ward_id: null,
    team_id: null,
    at: null,
  });
}

/** Empty the practice store, but for the questions. */
export async function resetPractice(): Promise<void> {
  const db = session.practice && session.db ? session.db : await openLocal('practice');
  await durably(db, ['records', 'outbox', 'meta', 'fixes'], async (tx) => {
    for (const store of ['records', 'outbox', 'meta', 'fixes'] as const) await tx.objectStore(store).clear();
  });
  if (db !== session.db) db.close();
  changed();
}
