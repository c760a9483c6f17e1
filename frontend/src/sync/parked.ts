/** Asks the server about what could not be taken in, and settles it; none of it works without signal. */
import { ask, askRaw, type Schema } from '../kit/http';
import { session } from '../people/session.svelte';

export type Parked = Omit<Schema<'ParkedShown'>, 'edit'> & { edit: ParkedSaid | null };
export type ParkedList = { waiting: number; parked: Parked[] };

/** What came, as far as it looks like an edit: nothing in it may be relied on. */
export interface ParkedSaid {
  edit_id?: unknown;
  kind?: unknown;
  record_id?: unknown;
  made_at?: unknown;
  n?: unknown;
  form?: unknown;
  set?: Record<string, unknown> | null;
}

const asking = () => ({ token: session.person?.token });

/** What waits, the oldest first; or what was settled, the latest first. */
export const listParked = (settled = false): Promise<ParkedList> =>
  ask<ParkedList>(`/api/sync/parked?settled=${settled}`, asking());

/** How much waits for this leader. */
export const countParked = async (): Promise<number> =>
  (await ask<ParkedList>('/api/sync/parked?limit=0', asking())).waiting;

/** Whether anything was decided before. */
export const anyDecided = async (): Promise<boolean> =>
  (await ask<ParkedList>('/api/sync/parked?settled=true&limit=1', asking())).parked.length > 0;

async function act(sha256: string, what: string, body?: unknown): Promise<void> {
  await askRaw(`/api/sync/parked/${sha256}/${what}`, {
    method: 'POST',
    ...asking(),
    ...(body === undefined ? {} : { body }),
  });
}

export const admit = (sha256: string): Promise<void> => act(sha256, 'admit');
export const leaveOut = (sha256: string, why: string): Promise<void> => act(sha256, 'leave-out', { why });
export const putBack = (sha256: string): Promise<void> => act(sha256, 'put-back');
