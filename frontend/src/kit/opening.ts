/** Opens a store of this phone with patience: a fault that passes is waited for, one that stays is named, nothing is deleted. */
import { isPhoneFault, phoneFault, phoneProblem } from './phone-faults';
import type { Problem } from './problem';

const WAITS_MS = [100, 400, 1_500, 3_000];
/** An older tab closes its store when it is asked to, unless it sleeps. */
const HELD_AFTER_MS = 3_000;

type Opening<Db> = (held: () => void) => Promise<Db>;

/** Open; throws the problem of the store when it does not pass, `store-held` when another tab does not let go. */
export async function openPatiently<Db extends { close(): void }>(
  open: Opening<Db>,
  waits_ms: readonly number[] = WAITS_MS,
): Promise<Db> {
  for (const wait_ms of [...waits_ms, null])
    try {
      return await orHeld(open);
    } catch (fault) {
      const problem = problemOf(fault);
      if (wait_ms === null || problem?.slug !== 'store-broken') throw problem ?? fault;
      await new Promise((goOn) => setTimeout(goOn, wait_ms));
    }
  throw phoneProblem('store-broken');
}

/** An opening that was broken off says no more than that. */
function problemOf(fault: unknown): Problem | null {
  if (isPhoneFault(fault)) return fault;
  const aborted = (fault as { name?: string } | null)?.name === 'AbortError';
  return phoneFault(fault) ?? (aborted ? phoneProblem('store-broken', 'AbortError') : null);
}

/** What is opened after the person was told that another tab holds it is closed again: they will ask once more. */
function orHeld<Db extends { close(): void }>(open: Opening<Db>): Promise<Db> {
  return new Promise((opened, failed) => {
    let told = false;
    const held = () =>
      setTimeout(() => {
        told = true;
        failed(phoneProblem('store-held'));
      }, HELD_AFTER_MS);
    open(held).then((db) => (told ? db.close() : opened(db)), failed);
  });
}
