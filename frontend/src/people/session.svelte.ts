/** Who is writing on this phone now, and the store their answers go to. */
import type { LocalDb } from '../kit/local-db';
import type { PersonHere } from './rules';

class Session {
  /** The person writing; null on the first screen. */
  person = $state.raw<PersonHere | null>(null);
  /** The store the pages read and write: the person's own, or the practice store. */
  db = $state.raw<LocalDb | null>(null);
  /** True while the practice settlement is open: nothing is sent. */
  practice = $state(false);
  online = $state(true);
  /** The phone has been read; before that nothing can be shown. */
  ready = $state(false);
}

export const session = new Session();

/** The store on which a page may rely: pages are shown only once it is open. */
export function storeNow(): LocalDb {
  if (!session.db) throw new Error('no one is writing on this phone yet');
  return session.db;
}

/** The money a city's people count in, as the person writing knows it. */
export function currencyOf(cityId: string): string {
  return session.person?.cities.find((city) => city.id === cityId)?.currency ?? '';
}
