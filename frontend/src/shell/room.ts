/** How much room this phone has for answers, and whether it promises not to clear them by itself. */

export interface Room {
  kept: boolean;
  used_mb: number | null;
  free_mb: number | null;
  nearly_full: boolean;
}

const MB = 1_000_000;

/** Ask the browser; where it does not tell, say that answers may be cleared. */
export async function roomHere(): Promise<Room> {
  const storage = navigator.storage as StorageManager | undefined;
  const kept = (await storage?.persisted?.()) ?? false;
  const { usage, quota } = (await storage?.estimate?.()) ?? {};
  if (usage === undefined || quota === undefined) return { kept, used_mb: null, free_mb: null, nearly_full: false };
  const free = Math.max(0, quota - usage);
  return { kept, used_mb: Math.ceil(usage / MB), free_mb: Math.floor(free / MB), nearly_full: free < 50 * MB };
}
