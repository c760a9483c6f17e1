/** Who asks which section, as this phone knows it, and giving one to somebody without signal. */

import type { LocalDb } from '../kit/local-db';
import { tell } from '../settlements/store';
import { describe } from '../sync/outbox';
import { fieldOf, givenIn, type Given } from './given';

export async function givenHere(db: LocalDb, settlement: string, sections: readonly string[]): Promise<Given> {
  return givenIn((await describe(db, settlement))?.fields ?? {}, sections);
}

/** Say who asks a section; nobody in particular takes it back. */
export const give = (db: LocalDb, settlement: string, section: string, person: string): Promise<void> =>
  tell(db, settlement, () => ({ [fieldOf(section)]: person ? { value: person } : { answer: 'not_applicable' } }));
