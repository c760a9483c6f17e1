/** Sends when no page is open: the browser wakes the worker as soon as there is signal, and the same outbox rules hold. */
import { openLocal } from '../kit/local-db';
import { peopleHere } from '../people/directory';
import { alone } from './alone';
import { freeze } from './outbox';
import { push } from './push';

/**
 * Send what every person of this phone has not sent yet. With no page open every question has been left, so all is frozen.
 * Throws when something could not be sent: the browser then wakes the worker again later.
 */
export async function sendBehind(pageOpen: boolean): Promise<void> {
  const faults: unknown[] = [];
  await alone(async () => {
    for (const person of await peopleHere()) {
      const db = await openLocal(person.person_id);
      try {
        if (!pageOpen) await freeze(db);
        await push(db, person);
      } catch (fault) {
        faults.push(fault); // the next person's answers do not wait for this one's
      } finally {
        db.close();
      }
    }
  });
  if (faults.length) throw faults[0];
}
