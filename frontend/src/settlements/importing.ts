/** Sends a city's list to the server: first to look at what would be taken, then to take it. */

import { ask } from '../kit/http';
import { session } from '../people/session.svelte';
import type { ImportReport, TakenBack } from './import-report';

export type ImportKind = 'settlements' | 'places';

/** What is said of a file beside sending it. */
export interface ImportAnswers {
  repair: boolean;
  large: boolean;
  turn: boolean;
  /** It lies far from its city all the same. */
  far: boolean;
  layer: string;
  convert_from: string;
  /** By the key of a row: the place it is, or `new`. */
  same: Readonly<Record<string, string>>;
}

export interface ImportWish extends ImportAnswers {
  file: File;
  crosswalk?: File | undefined;
  kind: ImportKind;
  city_id: string;
  dry_run: boolean;
}

/** Nothing said yet. */
export const NOTHING_SAID: ImportAnswers = {
  repair: false,
  large: false,
  turn: false,
  far: false,
  layer: '',
  convert_from: '',
  same: {},
};

const PATIENCE_MS = 300_000; // a national list takes minutes on a slow line

/** Send the file; with `dry_run` nothing is kept. */
export function importFile({ file, crosswalk, same, ...said }: ImportWish): Promise<ImportReport> {
  const body = new FormData();
  body.append('file', file);
  if (crosswalk) body.append('crosswalk', crosswalk);
  body.append('same', JSON.stringify(same));
  for (const [name, value] of Object.entries(said)) body.append(name, String(value));
  return ask<ImportReport>('/api/settlements/import', {
    method: 'POST',
    body,
    token: session.person?.token,
    patience_ms: PATIENCE_MS,
  });
}

/** Take back the list of settlements that this person took into a city at a moment. */
export function takeListBack(city_id: string, taken_at: string): Promise<TakenBack> {
  return ask<TakenBack>('/api/settlements/import/back', {
    method: 'POST',
    body: { city_id, taken_at },
    token: session.person?.token,
    patience_ms: PATIENCE_MS,
  });
}
