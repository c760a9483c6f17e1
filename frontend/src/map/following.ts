/** A map that goes along with whoever walks: it is moved only by a place the walk is drawn from, and lets go of one once GPS is gone. */
import type { MapView } from './map';
import type { Position } from './rules';
import { trusted, type Fix } from './walk';
import type { Following } from './walking.svelte';

/** Show where the walker is, and look there (`at`, else the place itself) where GPS is sure enough of it. */
export function goAlong(view: MapView | null, fix: Fix, at?: Position, metres_per_pixel?: number): void {
  const stands: Position = [fix.lon, fix.lat];
  view?.showHere(stands, fix.accuracy_m);
  if (trusted(fix)) view?.lookAt([at ?? stands], metres_per_pixel);
}

/** Nobody knows any more where the phone is. */
export const isGone = (state: Following): boolean => state === 'lost' || state === 'refused' || state === 'none';
