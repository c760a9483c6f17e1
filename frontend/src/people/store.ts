/** Changes who is writing on this phone: joining, switching, practising, signing out. Nothing here deletes an answer. */
import { changed } from '../kit/changes';
import { localIso, now } from '../kit/clock';
import { ask, type Schema } from '../kit/http';
import { openLocal, PRACTICE, type LocalDb } from '../kit/local-db';
import { isPhoneFault, type PhoneFault } from '../kit/phone-faults';
import { standing } from '../kit/standing.svelte';
import { deviceKey, keepPerson, notePhoneFact, peopleHere, personHere, phoneFact } from './directory';
import type { PersonHere, Role } from './rules';
import { session } from './session.svelte';

type Me = Schema<'Me'>;
type Joined = Schema<'Joined'>;

/** Take from the server's answer what the phone keeps of a person. */
function kept(
  me: Me | Joined,
): Pick<PersonHere, 'person_id' | 'name' | 'role' | 'cities' | 'teams' | 'office' | 'server_keys'> {
  return {
    person_id: me.person.id,
    name: me.person.name,
    role: me.person.role as Role,
    cities: me.cities,
    teams: me.teams,
    office: me.office,
    server_keys: me.server_keys as PersonHere['server_keys'],
  };
}

/** Read the phone: who wrote last goes on writing. A store that cannot be opened is told of, and left as it is. */
export async function begin(): Promise<void> {
  session.online = navigator.onLine;
  addEventListener('online', () => (session.online = true));
  addEventListener('offline', () => (session.online = false));
  try {
    const current = await phoneFact('current');
    const person = current ? await personHere(current) : undefined;
    if (person && !person.hidden) await write(person);
  } catch (fault) {
    if (!isPhoneFault(fault)) throw fault;
    standing.trouble = fault.slug as PhoneFault;
  }
  session.ready = true;
}

/** The phone closed a store by itself: it is open again, or the person is told what to do. */
function told(trouble: unknown): void {
  if (!trouble) standing.trouble = null;
  else standing.trouble = isPhoneFault(trouble) ? (trouble.slug as PhoneFault) : 'store-broken';
  changed();
}

async function write(person: PersonHere): Promise<void> {
  const db = await openLocal(person.person_id, told);
  session.person = person;
  turnTo(db, false);
}

const STILL_READING_MS = 3_000;

/** Show another store; the one before is closed when the page that was left has stopped reading it. */
function turnTo(db: LocalDb | null, practice: boolean): void {
  const before = session.db;
  session.practice = practice;
  session.db = db;
  changed();
  if (before) setTimeout(() => before.close(), STILL_READING_MS);
}

/** Let this person write on the phone; the one before keeps everything. */
export async function switchTo(person: PersonHere): Promise<void> {
  const here = { ...person, last_used: now().toISOString(), hidden: false };
  await keepPerson(here);
  await notePhoneFact('current', person.person_id);
  await write(here);
}

/** Open an invitation: this person may write on this phone from now on. */
export async function join(code: string, device_name: string): Promise<PersonHere> {
  const device_key = await deviceKey(); // kept before asking: if the answer is lost, the same key joins again
  const body = { code, device_name, ...(device_key ? { device_key } : {}) };
  const joined = await ask<Joined>('/api/people/join', { method: 'POST', body });
  const { token, device_id } = joined;
  const person: PersonHere = { ...kept(joined), token, device_id, last_used: localIso() };
  await switchTo(person);
  return person;
}

/** Ask the server who this person is now: role, cities, teams and the server's keys change without joining again. */
export async function refreshMe(person: PersonHere): Promise<PersonHere> {
  const me = await ask<Me>('/api/people/me', { token: person.token });
  const fresh: PersonHere = { ...person, ...kept(me) };
  if (JSON.stringify(fresh) === JSON.stringify(person)) return person;
  await keepPerson(fresh);
  if (session.person?.person_id === person.person_id) session.person = fresh;
  return fresh;
}

/** Hide a person from this phone's list; their answers stay until they are sent. */
export async function signOut(): Promise<void> {
  const person = session.person;
  if (!person) return;
  await keepPerson({ ...person, hidden: true });
  await notePhoneFact('current', null);
  session.person = null;
  turnTo(null, false);
}

/** Open the practice store; whoever was writing keeps everything. */
export async function practise(): Promise<void> {
  turnTo(await openLocal(PRACTICE), true);
}

/** Close the practice store and go back to one's own. */
export async function leavePractice(): Promise<void> {
  turnTo(session.person ? await openLocal(session.person.person_id, told) : null, false);
}

export { peopleHere };
