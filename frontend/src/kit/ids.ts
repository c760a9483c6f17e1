/** Ids: made on the phone, unique everywhere, never an order; a profile's is the same on every phone of the team. */
import { sha1 } from './sha1';

export type PersonId = string & { readonly of?: 'person' };
export type RecordId = string & { readonly of?: 'record' };
export type SettlementId = string & { readonly of?: 'settlement' };
export type ProfileId = string & { readonly of?: 'profile' };
export type EditId = string & { readonly of?: 'edit' };

function written(bytes: Uint8Array): string {
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}

function stamp(bytes: Uint8Array, version: number): Uint8Array {
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | (version << 4);
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes;
}

/** Make a UUIDv7 (RFC 9562): 48 bits of milliseconds, the rest random. */
export function uuid7(milliseconds: number = Date.now()): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  for (let place = 0; place < 6; place++) bytes[place] = Math.floor(milliseconds / 2 ** (8 * (5 - place))) & 0xff;
  return written(stamp(bytes, 7));
}

/** Our own questionnaire, and what a form is called in all its versions. */
export const OWN_FORM = 'settlement_profile';
export const formId = (form: string): string => form.split('@')[0]!;

/** The layers of the map, which phones keep beside the questionnaires. */
export const LAYERS_FORM = 'map_layers';

/** Name the profile of one round: UUIDv5(settlement_id, "round/2"); of another questionnaire "taps/round/2", whatever its version. */
export function profileId(settlement: SettlementId, round: number, form = OWN_FORM): ProfileId {
  const name = formId(form) === OWN_FORM ? `round/${round}` : `${formId(form)}/round/${round}`;
  const space = (settlement.replace(/-/g, '').match(/../g) ?? []).map((pair) => parseInt(pair, 16));
  return written(stamp(sha1(Uint8Array.from([...space, ...new TextEncoder().encode(name)])).slice(0, 16), 5));
}

/** Tell whether this is a UUID in its canonical lower-case form. */
export const isUuid = (text: unknown): text is string =>
  typeof text === 'string' && /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/.test(text);
