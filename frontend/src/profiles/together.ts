/** Pack what a team's second phone needs to write the same profile into a link short enough for a QR code. Pure. */

export interface Invitation {
  settlement_id: string;
  city_id: string;
  team_id: string | null;
  ward_id: string | null;
  round: number;
  form: string;
  name: string;
}

export type Refusal = 'broken' | 'newer' | 'other_city' | 'other_team';

const VERSION = 1;
const AS_UUID = 255; // marks sixteen raw bytes; any other first byte is the length of a text
const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;

/** Write an invitation as base64url: version, ids as raw bytes, round, form, name, and a checksum against a cut link. */
export function encode(invitation: Invitation): string {
  const { settlement_id, city_id, team_id, ward_id, round, form, name } = invitation;
  const ids = [settlement_id, city_id, team_id ?? '', ward_id ?? ''].flatMap(idBytes);
  const body = [VERSION, ...ids, round, ...textBytes(form), ...textBytes(name)];
  return toBase64Url([...body, ...checksum(body)]);
}

/** Read an invitation; says what is wrong when it cannot be read, and never throws. */
export function decode(payload: string): Invitation | Refusal {
  const bytes = fromBase64Url(payload);
  if (!bytes || bytes.length < 3) return 'broken';
  const body = bytes.slice(0, -2);
  const [high, low] = checksum(body);
  if (bytes.at(-2) !== high || bytes.at(-1) !== low) return 'broken';
  if (body[0] !== VERSION) return 'newer';
  return read(body.slice(1)) ?? 'broken';
}

/** Why this person may not join, null when they may: another city's or another team's profile is not theirs to write. */
export function mayNotJoin(
  invitation: Invitation,
  cityIds: readonly string[],
  teamIds: readonly string[],
): Refusal | null {
  if (!cityIds.includes(invitation.city_id)) return 'other_city';
  if (invitation.team_id !== null && !teamIds.includes(invitation.team_id)) return 'other_team';
  return null;
}

function read(bytes: number[]): Invitation | null {
  const take = (count: number) => bytes.splice(0, count);
  const text = () => fromUtf8(take(bytes.shift() ?? 0));
  const id = () => (bytes[0] === AS_UUID ? uuidText(take(17).slice(1)) : text());
  const [settlement_id, city_id, team_id, ward_id] = [id(), id(), id(), id()];
  const round = bytes.shift();
  const [form, name] = [text(), text()];
  if (!settlement_id || !city_id || !round || !form) return null;
  return { settlement_id, city_id, team_id: team_id || null, ward_id: ward_id || null, round, form, name };
}

function idBytes(id: string): number[] {
  if (!UUID.test(id)) return textBytes(id);
  const hex = id.replaceAll('-', '');
  return [AS_UUID, ...Array.from({ length: 16 }, (_, i) => parseInt(hex.slice(2 * i, 2 * i + 2), 16))];
}

function uuidText(bytes: number[]): string {
  const hex = bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** A text of at most 120 bytes, cut between letters, after its length. */
function textBytes(text: string): number[] {
  let kept = [...text];
  let bytes = new TextEncoder().encode(kept.join(''));
  while (bytes.length > 120) {
    kept = kept.slice(0, -1);
    bytes = new TextEncoder().encode(kept.join(''));
  }
  return [bytes.length, ...bytes];
}

function fromUtf8(bytes: number[]): string {
  return new TextDecoder().decode(new Uint8Array(bytes));
}

/** Fletcher (1982): two bytes that change when the link is cut or a letter is mistyped. */
function checksum(bytes: readonly number[]): [number, number] {
  let [low, high] = [0, 0];
  for (const byte of bytes) {
    low = (low + byte) % 255;
    high = (high + low) % 255;
  }
  return [high, low];
}

function toBase64Url(bytes: number[]): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}

function fromBase64Url(payload: string): number[] | null {
  try {
    return [...atob(payload.trim().replaceAll('-', '+').replaceAll('_', '/'))].map((letter) => letter.charCodeAt(0));
  } catch {
    return null;
  }
}
