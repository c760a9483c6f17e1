/** How much room this phone has for answers, and whether it promised not to clear them by itself. */

import { phoneProblem } from './phone-faults';

/** `low`: time to free some space; `full`: the next answer may find no place. */
export type Left = 'enough' | 'low' | 'full';

export interface Room {
  kept: boolean;
  used_mb: number | null;
  free_mb: number | null;
  left: Left;
}

const MB = 1_000_000;
const LOW_BELOW = 50 * MB;
const LOW_ABOVE_PART = 0.9;
const FULL_BELOW = 5 * MB;

/** Say how much is left of what the browser gives; a browser that does not tell is not warned of. Pure. */
export function leftOf({ usage, quota }: StorageEstimate): Left {
  if (usage === undefined || quota === undefined) return 'enough';
  if (quota - usage < FULL_BELOW) return 'full';
  return quota - usage < LOW_BELOW || usage > quota * LOW_ABOVE_PART ? 'low' : 'enough';
}

/** Tell a person of the room there is. Pure. */
export function roomOf(kept: boolean, estimate: StorageEstimate): Room {
  const { usage, quota } = estimate;
  if (usage === undefined || quota === undefined) return { kept, used_mb: null, free_mb: null, left: 'enough' };
  const free_mb = Math.floor(Math.max(0, quota - usage) / MB);
  return { kept, used_mb: Math.ceil(usage / MB), free_mb, left: leftOf(estimate) };
}

/** Ask the browser; where it does not tell, say that answers may be cleared. */
export async function roomHere(): Promise<Room> {
  const storage = navigator.storage as StorageManager | undefined;
  const [kept, estimate] = await Promise.all([storage?.persisted?.(), storage?.estimate?.()]).catch(() => []);
  return roomOf(kept ?? false, estimate ?? {});
}

const STAYS_FREE = 50 * MB;

/** Answers come first: what can be fetched again is only taken where enough room stays for them. Throws `phone-full`. */
export async function mustHaveRoom(bytes: number): Promise<void> {
  const { usage, quota } = (await (navigator.storage as StorageManager | undefined)?.estimate?.()) ?? {};
  if (usage !== undefined && quota !== undefined && quota - usage < bytes + STAYS_FREE)
    throw phoneProblem('phone-full');
}

/** Bytes as people read them: MB with one place, never 0. Pure. */
export const inMb = (bytes: number): string => (Math.ceil(bytes / 100_000) / 10).toString();
