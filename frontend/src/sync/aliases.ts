/** Which records stand in for others since two places were found to be one. Pure. */
import type { OutboxEdit } from '../kit/wire';

/** Record id -> the record that stands for it now; one that stands for itself was joined once, and is not any more. */
export type Aliases = Readonly<Record<string, string>>;

/** The record where something said of this one is shown. */
export const standsFor = (aliases: Aliases | undefined, record_id: string): string => aliases?.[record_id] ?? record_id;

/** The edit filed where it is shown now, null where it is already; what was said stays word for word. */
export function repointed(own: OutboxEdit, aliases: Aliases): OutboxEdit | null {
  const record_id = standsFor(aliases, own.edit.record_id);
  const settlement_id = own.edit.settlement_id && standsFor(aliases, own.edit.settlement_id);
  if (record_id === own.record_id && settlement_id === own.settlement_id) return null;
  return { ...own, record_id, settlement_id };
}
