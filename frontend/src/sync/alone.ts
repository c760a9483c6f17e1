/** One sender at a time on this phone: every tab and the worker ask for the same lock. */

const LOCK = 'kwetu-sending';

/** Do the work if nobody else is sending; tells whether it was done. */
export async function alone(work: () => Promise<void>): Promise<boolean> {
  if (!navigator.locks) {
    await work();
    return true;
  }
  return navigator.locks.request(LOCK, { ifAvailable: true }, async (lock) => {
    if (lock) await work();
    return lock !== null;
  });
}
