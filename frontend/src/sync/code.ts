/** The short code of a day: which safe edits a person has, in signs that can be read out or sent by SMS. Pure. */
import { canonicalJson } from '../kit/canonical';
import type { Edit } from '../kit/wire';
import { sha256 } from './sha256';

/** Crockford's signs: none that is read as another. */
const SIGNS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LENGTH = 6;
const BITS = 5;

/** The first 30 bits of the SHA-256 over an edit's id and its own SHA-256. */
const markOf = (edit_id: string, edit_sha256: string): number =>
  Number.parseInt(sha256(edit_id + edit_sha256).slice(0, 8), 16) >>> 2;

/** Write 30 bits as six signs. */
const written = (bits: number): string =>
  Array.from({ length: LENGTH }, (_, at) => SIGNS[(bits >>> (BITS * (LENGTH - 1 - at))) & 31]).join('');

/** Write the code `MMDD-N-XXXXXX` of a day's edits, each known by its id and hash; their order does not matter. */
export function codeOf(day: string, edits: readonly { edit_id: string; sha256: string }[]): string {
  const bits = edits.reduce((all, one) => all ^ markOf(one.edit_id, one.sha256), 0);
  return `${day.slice(5, 7)}${day.slice(8, 10)}-${edits.length}-${written(bits)}`;
}

/** How a code knows an edit. */
export const knownBy = (edit: Edit): { edit_id: string; sha256: string } => ({
  edit_id: edit.edit_id,
  sha256: sha256(canonicalJson(edit)),
});
