/** Asks the server to switch layers of a city on or off, and keeps what it answered: the next pull says the same. */

import { changed } from '../kit/changes';
import { ask, type Schema } from '../kit/http';
import type { LocalDb } from '../kit/local-db';
import { session } from '../people/session.svelte';
import { noteLayers } from './store';

/** Choose the layers a city maps besides the first four. */
export async function chooseLayers(db: LocalDb, city_id: string, layers: readonly string[]): Promise<void> {
  const answer = await ask<Schema<'LayersOfCity'>>(`/api/layers/of/${city_id}`, {
    method: 'PUT',
    token: session.person?.token,
    body: { layers },
  });
  await noteLayers(db, city_id, answer.layers);
  changed();
}
