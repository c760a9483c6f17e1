/** Sends a city's list to the server: first to look at what would be taken, then to take it. */

import { ask } from '../kit/http';
import { session } from '../people/session.svelte';
import type { ImportReport } from './import-report';

export type ImportKind = 'settlements' | 'places';

export interface ImportWish {
  file: File;
  kind: ImportKind;
  city_id: string;
  dry_run: boolean;
  repair: boolean;
}

const PATIENCE_MS = 300_000; // a national list takes minutes on a slow line

/** Send the file; with `dry_run` nothing is kept. */
export function importFile(wish: ImportWish): Promise<ImportReport> {
  const body = new FormData();
  body.append('file', wish.file);
  body.append('kind', wish.kind);
  body.append('city_id', wish.city_id);
  body.append('dry_run', String(wish.dry_run));
  body.append('repair', String(wish.repair));
  return ask<ImportReport>('/api/settlements/import', {
    method: 'POST',
    body,
    token: session.person?.token,
    patience_ms: PATIENCE_MS,
  });
}
