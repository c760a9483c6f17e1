/** Says what a leader made of an edit that was kept for one. */
import { t } from '../kit/i18n.svelte';
import type { LocalDb } from '../kit/local-db';
import type { OutboxEdit } from '../kit/wire';

/** "Taken in by Lea.", or "Lea left it out: …"; nothing while nobody has looked. */
export async function settledWords(db: LocalDb, { settled }: OutboxEdit): Promise<string> {
  if (!settled) return '';
  const people = ((await db.get('meta', 'people')) ?? []) as { id: string; name: string }[];
  const name = people.find(({ id }) => id === settled.by)?.name ?? t('settled.somebody');
  if (settled.how === 'admitted') return t('settled.admitted', { name });
  return t('settled.left_out', { name, why: settled.why ?? '' });
}
