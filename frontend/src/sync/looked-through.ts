/** What the server found in a whole profile: when it was last handed in, and as it stands there now. */
import { ask, type Schema } from '../kit/http';
import { session } from '../people/session.svelte';

export type LookedThrough = Schema<'ProfileLookedThrough'>;

export const lookedThroughBy = (profile_id: string): Promise<LookedThrough> =>
  ask<LookedThrough>(`/api/review/profiles/${profile_id}`, { token: session.person?.token });
