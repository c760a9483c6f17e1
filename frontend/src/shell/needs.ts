/** Lays out what needs its person: one card per record, with the questions and what was answered, in words. */
import { t } from '../kit/i18n.svelte';
import { isUuid } from '../kit/ids';
import type { LocalDb } from '../kit/local-db';
import type { OutboxEdit } from '../kit/wire';
import { formHere } from '../profiles/store';
import { addedBy, kindOf, type Added } from '../review/parked';
import { keptAt } from '../sync/proof';

/** What stands together on one card: of one record, kept at one place, with one word of the leader. */
export interface Needing {
  key: string;
  edits: [OutboxEdit, ...OutboxEdit[]];
}

/** Group what needs its person, in the order it was written. Pure. */
export function together(needs: readonly OutboxEdit[]): Needing[] {
  const by = new Map<string, Needing>();
  for (const own of needs) {
    const key = [own.record_id, own.state, keptAt(own), own.settled?.how, own.settled?.why, !!own.seen].join(' ');
    const group = by.get(key);
    if (group) group.edits.push(own);
    else by.set(key, { key, edits: [own] });
  }
  return [...by.values()];
}

type Line = Pick<Added, 'question' | 'answer'>;

/** The questions and answers of one card; what the app wrote by itself is not told. */
export async function linesOf(db: LocalDb, { edits }: Needing): Promise<Line[]> {
  const form = await formHere(db);
  const lines = await Promise.all(
    edits.map(async ({ edit, refused }) => {
      const added = (await addedBy(db, { edit })).filter(({ path }) => !refused || path in refused);
      if (edit.kind !== 'profile') return spoken(t(`parked.kind.${kindOf({ edit })}`), added);
      return added.filter(({ path }) => form?.questions[path] && form.questions[path].ask !== 'auto');
    }),
  );
  return lines.flat();
}

/** Of a settlement or a comment what people wrote in it, without its marks. */
const spoken = (question: string, added: Added[]): Line[] =>
  added
    .filter(({ path, answer }) => ['name', 'text', 'reason'].includes(path) && !isUuid(answer))
    .map(({ answer }) => ({ question, answer }));
