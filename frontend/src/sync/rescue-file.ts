/** What a rescue file holds, and whether it is still as the phone saved it: a hash of every edit, and one of the whole. */
import { canonicalJson } from '../kit/canonical';
import type { Fix } from '../kit/local-db';
import type { OutboxEdit } from '../kit/wire';
import { sha256 } from './sha256';

/** What one person has on this phone and nowhere else: edits, GPS fixes, what is half done. */
export interface Shelf {
  person_id: string;
  outbox: OutboxEdit[];
  fixes: Fix[];
  half_done: [key: string, value: unknown][];
  /** Of each edit's canonical bytes, as its receipt names them; missing in files of an older Kwetu. */
  sha256?: { edits: Record<string, string>; begun: string };
}

export interface RescueFile {
  kwetu_rescue: 1;
  made_at: string;
  people: Shelf[];
  /** Of all the rest of the file. */
  sha256?: string;
}

const hashOf = (value: unknown): string => sha256(canonicalJson(value));
const begunOn = ({ fixes, half_done }: Shelf): string => hashOf({ fixes, half_done });

/** Write the hashes into a file. Pure. */
export function hashed(plain: RescueFile): RescueFile {
  const file = JSON.parse(JSON.stringify(plain)) as RescueFile; // as it will be read
  const people = file.people.map((shelf) => {
    const edits = Object.fromEntries(shelf.outbox.map(({ edit_id, edit }) => [edit_id, hashOf(edit)]));
    return { ...shelf, sha256: { edits, begun: begunOn(shelf) } };
  });
  return { ...file, people, sha256: hashOf({ ...file, people }) };
}

/** An older Kwetu saved no hashes: whether its files were changed, nobody can tell. */
const isHashed = (file: RescueFile): boolean => file.sha256 !== undefined || file.people.some((shelf) => shelf.sha256);

/** Whether an edit's bytes are those that were saved, as far as that can be told. Pure. */
export const fits = (file: RescueFile, shelf: Shelf, one: OutboxEdit): boolean =>
  !isHashed(file) || shelf.sha256?.edits[one.edit_id] === hashOf(one.edit);

/** Whether what is half done is as it was saved, as far as that can be told. Pure. */
export const begunFits = (file: RescueFile, shelf: Shelf): boolean =>
  !isHashed(file) || shelf.sha256?.begun === begunOn(shelf);

/** What is told of a file before anybody relies on it. */
export interface Faults {
  /** Edits whose words are not those that were saved. */
  altered: number;
  /** Edits that say something else than the same ones on this phone. */
  differing: number;
  /** Whether all of the file is as it was saved; null where no hashes were saved. */
  whole: boolean | null;
}

/** Look for what was changed in one person's part of a file, and for what this phone has otherwise. Pure. */
export function faultsIn(file: RescueFile, person: string, here: readonly OutboxEdit[]): Faults {
  const { sha256: saved, ...rest } = file;
  const shelf = file.people.find(({ person_id }) => person_id === person);
  const known = new Map(here.map((own) => [own.edit_id, canonicalJson(own.edit)]));
  const fitting = shelf?.outbox.filter((one) => fits(file, shelf, one)) ?? [];
  return {
    altered: (shelf?.outbox.length ?? 0) - fitting.length,
    differing: fitting.filter((one) => (known.get(one.edit_id) ?? canonicalJson(one.edit)) !== canonicalJson(one.edit))
      .length,
    whole: isHashed(file) ? saved === hashOf(rest) : null,
  };
}
