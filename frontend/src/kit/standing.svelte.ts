/** How this phone stands as a place for answers: whether its store can be used, has room, and is promised to stay. */
import type { PhoneFault } from './phone-faults';
import { holdBack } from './reserve';
import { roomHere, type Left } from './room';

class Standing {
  /** The store cannot be used now: why. Nothing is deleted; what to do stands on the page for it. */
  trouble = $state<PhoneFault | null>(null);
  left = $state<Left>('enough');
  /** What was typed last is on the screen and nowhere else. */
  unsaved = $state<PhoneFault | null>(null);
}

export const standing = new Standing();

/** Look how much room is left: by what the browser says, and by whether a little more still fits. */
export async function lookForRoom(): Promise<void> {
  const [held, { left }] = await Promise.all([holdBack(), roomHere()]);
  standing.left = held ? left : 'full';
}

let asked = false;

/** Ask the browser, once a visit, never to clear the answers by itself: it agrees more readily once somebody has written. */
export async function askToKeep(): Promise<void> {
  const storage = globalThis.navigator?.storage as StorageManager | undefined;
  if (asked || (await storage?.persisted?.())) return;
  asked = true;
  await storage?.persist?.().catch(() => false);
}
