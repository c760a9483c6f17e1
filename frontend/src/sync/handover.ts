/** Hands this phone's unsent answers over in files for another phone or a memory card; the phone keeps all of them until proof comes back. */
import { changed } from '../kit/changes';
import { localIso } from '../kit/clock';
import type { LocalDb } from '../kit/local-db';
import { phoneSigns } from '../people/directory';
import type { PersonHere } from '../people/rules';
import { answersOf } from './count';
import { filesOf, handoverFile } from './handover-file';
import { freeze } from './outbox';
import { batches } from './push';

/** One file as it was handed over. */
export interface HandedOver {
  at: string;
  name: string;
  answers: number;
  settlements: number;
  edit_ids: string[];
}

/** A file ready to be given on. */
export interface Ready {
  file: File;
  told: HandedOver;
}

/** Why this phone cannot seal anything. */
export type NoSeal = 'no-key' | 'no-server-key' | 'nothing';

const TYPE = 'application/octet-stream';
const NOTES = 'handed_over';
const NOTED = 50;

/** Freeze what is open and write all that is unsent into files; `step` is told how many of them are written. */
export async function makeFiles(
  db: LocalDb,
  person: PersonHere,
  step: (done: number, all: number) => void = () => undefined,
): Promise<Ready[] | NoSeal> {
  const sign = await phoneSigns();
  if (!sign) return 'no-key';
  const seal = person.server_keys.seal.jwk as JsonWebKey & { kid?: string };
  if (!seal.kid) return 'no-server-key';
  await freeze(db);
  const unsent = batches(await db.getAllFromIndex('outbox', 'state', 'frozen')).flat();
  if (!unsent.length) return 'nothing';
  const author = { person_id: person.person_id, device_id: person.device_id, seal, sign };
  const files = filesOf(unsent);
  const ready: Ready[] = [];
  const at = localIso();
  for (const [place, edits] of files.entries()) {
    step(place, files.length);
    const told = noted(edits, at, nameOf(person.name, at, files.length > 1 ? place + 1 : 0));
    ready.push({ file: new File([await handoverFile(author, edits, at)], told.name, { type: TYPE }), told });
  }
  return ready;
}

const noted = (edits: Parameters<typeof handoverFile>[1], at: string, name: string): HandedOver => ({
  at,
  name,
  answers: edits.reduce((n, own) => n + answersOf(own), 0),
  settlements: new Set(edits.map(({ settlement_id }) => settlement_id)).size,
  edit_ids: edits.map(({ edit_id }) => edit_id),
});

/** A name without anything a memory card or a chat stumbles over: `kwetu-mara-2026-11-22-1020.kwetu`. */
export function nameOf(person: string, at: string, number: number): string {
  const plain = (person.split(' ')[0] ?? '').normalize('NFD').replace(/[^A-Za-z0-9]/g, '');
  const when = at.slice(0, 16).replace('T', '-').replace(':', '');
  return `kwetu-${plain.toLowerCase() || 'phone'}-${when}${number ? `-${number}` : ''}.kwetu`;
}

/** What tells one file from every other. */
export const fileKey = ({ name, at }: HandedOver): string => `${name} ${at}`;

const onceEach = (notes: readonly HandedOver[]): HandedOver[] => [
  ...new Map(notes.map((told) => [fileKey(told), told])).values(),
];

/** Remember what was given on, once however often it is given; the answers themselves stay in the outbox. */
export async function noteHandedOver(db: LocalDb, told: HandedOver): Promise<void> {
  const before = await handedOver(db);
  await db.put('meta', onceEach([told, ...before]).slice(0, NOTED), NOTES);
  changed();
}

/** What was handed over and has not come back proven, the latest first; a phone that noted a file twice reads it once. */
export async function handedOver(db: LocalDb): Promise<HandedOver[]> {
  return onceEach(((await db.get('meta', NOTES)) ?? []) as HandedOver[]);
}

/** What of a file is still without proof. */
export async function unproven(db: LocalDb, told: HandedOver): Promise<number> {
  const edits = await Promise.all(told.edit_ids.map((id) => db.get('outbox', id)));
  return edits.filter((own) => own?.state === 'frozen').reduce((n, own) => n + (own ? answersOf(own) : 0), 0);
}
