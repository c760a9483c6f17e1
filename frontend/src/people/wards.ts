/** The wards and barangays this phone has pulled, for officials who work in one of them. */

import type { LocalDb } from '../kit/local-db';
import type { WireRecord } from '../kit/wire';

export interface Ward {
  id: string;
  name: string;
  city_id: string;
}

/** List the wards on this phone by name. */
export async function wardsHere(db: LocalDb): Promise<Ward[]> {
  const places = await db.getAllFromIndex('records', 'kind', 'place');
  const wards = places.map((place) => ({ id: place.record_id, name: nameOf(place), city_id: place.city_id }));
  return wards.filter((ward) => ward.name !== '').sort((one, other) => one.name.localeCompare(other.name));
}

function nameOf(place: WireRecord): string {
  const value = place.fields['name']?.[0]?.[1].value;
  return typeof value === 'string' ? value : '';
}
