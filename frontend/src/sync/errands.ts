/** What is done beside sending while there is signal: asking what became of what was kept, delivering what is carried. */
import { changed } from '../kit/changes';
import type { LocalDb } from '../kit/local-db';
import { keepsRecords, type PersonHere } from '../people/rules';
import { askWhatBecame } from './asking-again';

export async function errands(db: LocalDb, person: PersonHere): Promise<void> {
  if (keepsRecords(person.role) && (await askWhatBecame(db, person))) changed();
  if (await db.count('carried')) await (await import('./carried')).deliver(db, person);
}

/** A phone that was shut out sends what is left, if its person has asked for it. */
export async function ifShutOut(person: PersonHere): Promise<void> {
  await (await import('./last-push')).sendIfWanted(person);
}
