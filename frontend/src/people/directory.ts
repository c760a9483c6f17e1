/** Who has joined on this phone, and who is writing now. */
import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import { openPatiently } from '../kit/opening';
import { copied, copiesOf, copy } from '../kit/second-copy';
import type { PersonHere } from './rules';

interface DirectorySchema extends DBSchema {
  people: { key: string; value: PersonHere };
  phone: { key: string; value: string | CryptoKeyPair };
}

let opened: Promise<IDBPDatabase<DirectorySchema>> | null = null;

const NAME = 'kwetu';

async function open(): Promise<IDBPDatabase<DirectorySchema>> {
  const db = await openPatiently((held) =>
    openDB<DirectorySchema>(NAME, 1, {
      upgrade(made) {
        made.createObjectStore('people', { keyPath: 'person_id' });
        made.createObjectStore('phone');
      },
      blocked: held,
      terminated: () => (opened = null),
    }),
  );
  if ((await db.count('people')) === 0) await bringBack(db);
  return db;
}

/** A directory without anybody, though it was copied, was deleted by the browser: whoever wrote here goes on writing. */
async function bringBack(db: IDBPDatabase<DirectorySchema>): Promise<void> {
  for (const [name, copied] of await copiesOf(NAME))
    if (name === 'current') await db.put('phone', copied as string, name);
    else await db.put('people', copied as PersonHere);
}

/** Opened once; what failed is tried again the next time. */
function directory(): Promise<IDBPDatabase<DirectorySchema>> {
  opened ??= open().catch((fault: unknown) => {
    opened = null;
    throw fault;
  });
  return opened;
}

export type PhoneFact = 'current';

export const phoneFact = async (fact: PhoneFact): Promise<string | undefined> =>
  (await directory()).get('phone', fact) as Promise<string | undefined>;

export async function notePhoneFact(fact: PhoneFact, value: string | null): Promise<void> {
  const db = await directory();
  await (value === null ? db.delete('phone', fact) : db.put('phone', value, fact));
  copy(NAME, fact, value);
}

/** The people of this phone, the last who wrote first. */
export async function peopleHere(): Promise<PersonHere[]> {
  const people = await (await directory()).getAll('people');
  return people.sort((one, other) => other.last_used.localeCompare(one.last_used));
}

export const personHere = async (id: string): Promise<PersonHere | undefined> => (await directory()).get('people', id);

/** Keep a person durably: a token is given once. */
export async function keepPerson(person: PersonHere): Promise<void> {
  const tx = (await directory()).transaction('people', 'readwrite', { durability: 'strict' });
  await tx.store.put(person);
  await tx.done;
  copy(NAME, person.person_id, person);
}

/** How this phone signs with its own key, null where it has none. */
export async function phoneSigns(): Promise<
  ((message: Uint8Array<ArrayBuffer>) => Promise<Uint8Array<ArrayBuffer>>) | null
> {
  const key = (await (await directory()).get('phone', 'key')) as CryptoKeyPair | undefined;
  if (!key || typeof crypto.subtle === 'undefined') return null;
  return async (message) =>
    new Uint8Array(await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, key.privateKey, message));
}

/** Forget a person of this phone, and with the last of them the phone's own key. Their answers are another's to clear. */
export async function forgetPerson(person_id: string): Promise<void> {
  const tx = (await directory()).transaction(['people', 'phone'], 'readwrite', { durability: 'strict' });
  await tx.objectStore('people').delete(person_id);
  await tx.objectStore('phone').delete('current');
  if ((await tx.objectStore('people').count()) === 0) await tx.objectStore('phone').delete('key');
  await tx.done;
  copy(NAME, person_id, null);
  copy(NAME, 'current', null);
  await copied();
}

/** The public half of this phone's own key, made once and durable before it is used; the private half never leaves. */
export async function deviceKey(): Promise<JsonWebKey | null> {
  if (typeof crypto.subtle === 'undefined') return null;
  const db = await directory();
  const made = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify']);
  const tx = db.transaction('phone', 'readwrite', { durability: 'strict' });
  const kept = (await tx.store.get('key')) as CryptoKeyPair | undefined;
  if (!kept) await tx.store.put(made, 'key');
  await tx.done;
  return crypto.subtle.exportKey('jwk', (kept ?? made).publicKey);
}
