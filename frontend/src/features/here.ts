/** All that the map of one settlement shows, read from this phone at once. */

import type { LocalDb } from '../kit/local-db';
import type { BoundaryGeometry } from '../map/rules';
import { boundariesSaid } from '../settlements/claimed';
import type { SettlementHere } from '../settlements/here';
import { oneSettlement } from '../settlements/store';
import { described } from '../sync/outbox';
import { catalogueHere, layersOf, type Catalogue, type Layer } from './catalogue';
import type { PointHere } from './rules';
import { namesHere, pointsOf, reportsOf, type ReportHere } from './store';

export interface MapHere {
  settlement: SettlementHere;
  /** As its latest profile has it, every boundary that is claimed; else as the list has it. */
  boundaries: BoundaryGeometry[];
  /** The profile in which several boundaries are claimed. */
  claimed_in: string | null;
  /** Null until the layers have come to this phone. */
  catalogue: Catalogue | null;
  /** The layers this city maps. */
  offered: Layer[];
  /** What stands on the map. */
  points: PointHere[];
  /** Also what was taken off: its number is still painted on something. */
  ever: PointHere[];
  reports: ReportHere[];
  people: Record<string, string>;
}

/** Read it; null when this phone does not know the settlement. */
export async function mapHere(db: LocalDb, id: string): Promise<MapHere | null> {
  const [settlement, catalogue, people] = await Promise.all([oneSettlement(db, id), catalogueHere(db), namesHere(db)]);
  if (!settlement) return null;
  const [points, reports, offered, drawn] = await Promise.all([
    pointsOf(db, settlement.settlement_id),
    reportsOf(db, settlement.settlement_id),
    catalogue ? layersOf(db, settlement.city_id, catalogue) : [],
    drawnLast(db, settlement.settlement_id),
  ]);
  return {
    settlement,
    boundaries: drawn?.boundaries ?? (settlement.boundary ? [settlement.boundary] : []),
    claimed_in: drawn && drawn.boundaries.length > 1 ? drawn.profile_id : null,
    catalogue,
    offered,
    points: points.filter(({ deleted }) => !deleted),
    ever: points,
    reports,
    people,
  };
}

/** The layer a point was put on the map as; null for one this version does not know. */
export const layerOf = (catalogue: Catalogue | null, { layer }: Pick<PointHere, 'layer'>): Layer | null =>
  catalogue?.layers.find((one) => one.layer === layer) ?? null;

/** The boundaries of the profile in which one was drawn last. */
async function drawnLast(
  db: LocalDb,
  id: string,
): Promise<{ profile_id: string; boundaries: BoundaryGeometry[] } | null> {
  const drawn = (await described(db, 'profile', id)).flatMap(({ record_id, fields }) => {
    const [boundaries, made_at] = [boundariesSaid(fields['boundary']), fields['boundary']?.map((one) => one.made_at)];
    return boundaries.length ? [{ profile_id: record_id, boundaries, last: made_at?.sort().at(-1) ?? '' }] : [];
  });
  return drawn.sort((a, b) => a.last.localeCompare(b.last)).at(-1) ?? null;
}
