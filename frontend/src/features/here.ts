/** All that the map of one settlement shows, read from this phone at once. */

import type { LocalDb } from '../kit/local-db';
import type { BoundaryGeometry } from '../map/rules';
import { boundaryOf, type SettlementHere } from '../settlements/here';
import { oneSettlement } from '../settlements/store';
import { described } from '../sync/outbox';
import { catalogueHere, layersOf, type Catalogue, type Layer } from './catalogue';
import type { PointHere } from './rules';
import { namesHere, pointsOf, reportsOf, type ReportHere } from './store';

export interface MapHere {
  settlement: SettlementHere;
  /** As its record has it, else as its latest profile drew it. */
  boundary: BoundaryGeometry | null;
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
    settlement.boundary ?? boundaryDrawn(db, settlement.settlement_id),
  ]);
  return {
    settlement,
    boundary: drawn,
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

/** The boundary that somebody drew last in a profile of the settlement. */
async function boundaryDrawn(db: LocalDb, id: string): Promise<BoundaryGeometry | null> {
  const drawn = (await described(db, 'profile', id)).flatMap(({ fields }) => fields['boundary']?.[0] ?? []);
  const last = drawn.sort((a, b) => a.made_at.localeCompare(b.made_at)).at(-1);
  return boundaryOf(last?.answer.value);
}
