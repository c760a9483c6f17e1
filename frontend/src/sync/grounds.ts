/** Ground that two settlements claim, as the server measures it for those who lead either of them. */
import { ask, type Schema } from '../kit/http';
import { session } from '../people/session.svelte';

export type SharedGround = Schema<'SharedGround'>;

export const sharedGrounds = async (): Promise<SharedGround[]> =>
  (await ask<Schema<'SharedGrounds'>>('/api/review/grounds', { token: session.person?.token })).shared;
