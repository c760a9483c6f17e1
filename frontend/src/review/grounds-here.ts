/** Settlements whose boundaries are looked at together, and the page each has. */
import type { BoundaryGeometry } from '../map/rules';

/** One of two neighbours; its boundary is null where this phone does not know it. */
export interface Beside {
  settlement_id: string;
  name: string;
  boundary: BoundaryGeometry | null;
  href: string;
}

/** A boundary of a profile has a page of its own; one of the list is seen with the settlement. */
export const pageOf = (settlement_id: string, record_id: string): string =>
  record_id === settlement_id ? `#/settlements/${settlement_id}` : `#/profiles/${record_id}/claims`;
