/** The neighbours of a settlement, as far as this phone knows their newest boundaries. */
import type { LocalDb } from '../kit/local-db';
import type { BoundaryGeometry } from '../map/rules';
import { tooNear, type Disputed } from './overlap';
import { cityHere, type CitySettlement } from './rounds';

/** Those that claim too much of the same ground as this boundary, the largest share first. */
export async function disputedWith(
  db: LocalDb,
  settlement_id: string,
  boundary: BoundaryGeometry | null,
): Promise<Disputed<CitySettlement>[]> {
  if (!boundary) return [];
  const { settlements } = await cityHere(db);
  return tooNear(
    boundary,
    settlements.filter((one) => one.settlement_id !== settlement_id),
  );
}
