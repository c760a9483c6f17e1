/** Settlements whose boundaries are looked at together, the page each has, and which pair is told first. */
import type { BoundaryGeometry } from '../map/rules';
import type { SharedGround } from '../sync/grounds';

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

type Ground = Pick<SharedGround, 'area_m2' | 'share'>;

/** Where most ground is claimed twice comes first; of as many square metres, where it is more of the smaller settlement. */
export const largestFirst = <One extends Ground>(found: readonly One[]): One[] =>
  [...found].sort((one, other) => Math.round(other.area_m2) - Math.round(one.area_m2) || other.share - one.share);
