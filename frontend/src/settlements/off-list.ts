/** What was taken off the list, and what others said there that whoever took it off had not seen. */

import type { LocalDb } from '../kit/local-db';
import type { Kind } from '../kit/wire';
import { described, type Candidate, type Described } from '../sync/outbox';

/** What is said of a settlement beside its own record. */
const BESIDE: readonly Kind[] = ['profile', 'feature', 'status_report', 'comment', 'decision'];

/** The answers that stand in a record; taking off the list is none. */
const standing = ({ fields }: Described): Candidate[] =>
  Object.entries(fields).flatMap(([path, candidates]) => (path === '_deleted' ? [] : candidates));

/** The edits that stand in these records, as a deletion names what it saw. */
export const editsIn = (records: readonly Described[]): string[] => [
  ...new Set(records.flatMap(standing).map(({ edit_id }) => edit_id)),
];

const deletions = ({ fields }: Described): Candidate[] =>
  (fields['_deleted'] ?? []).filter(({ answer }) => answer.saw !== undefined);

/** Who took a settlement off the list, and when; null when nobody did, or it was put back. */
export const takenOff = (settlement: Described): Candidate | null => deletions(settlement)[0] ?? null;

/** Tell whether a settlement is off the list: whoever took it off had seen all that is said of it, here and beside. Pure. */
export function offTheList(settlement: Described, beside: readonly Described[]): boolean {
  if (!settlement.deleted) return false;
  const said = editsIn([settlement, ...beside]);
  return deletions(settlement).some(({ answer }) => {
    const saw = new Set(answer.saw);
    return said.every((id) => saw.has(id));
  });
}

/** Read what stands beside a settlement's own record: its profiles, points, comments and decisions. */
export async function besideOf(db: LocalDb, settlement_id: string): Promise<Described[]> {
  return (await Promise.all(BESIDE.map((kind) => described(db, kind, settlement_id)))).flat();
}

/** Read whether a settlement is off the list as this phone knows it. */
export const isOffList = async (db: LocalDb, settlement: Described): Promise<boolean> =>
  settlement.deleted && offTheList(settlement, await besideOf(db, settlement.record_id));
