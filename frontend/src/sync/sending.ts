/** Sends by itself whenever there is signal: one sender a phone, patient after failures, pulling after each push. */
import { changed, onChange, type Change } from '../kit/changes';
import { localIso } from '../kit/clock';
import { openLocal, type LocalDb } from '../kit/local-db';
import { Problem } from '../kit/problems';
import { givenUp } from '../kit/reserve';
import { safety } from '../kit/safety.svelte';
import { askToKeep, lookForRoom } from '../kit/standing.svelte';
import { keepPerson, notePhoneFact, peopleHere } from '../people/directory';
import type { OutboxEdit } from '../kit/wire';
import { keepsRecords, type PersonHere } from '../people/rules';
import { session } from '../people/session.svelte';
import { refreshMe } from '../people/store';
import { alone } from './alone';
import { UNSENT } from './waking';
import { keepInStep } from './copies';
import { answersIn, answersOf } from './count';
import { errands, ifShutOut } from './errands';
import { freeze } from './outbox';
import { fetchForms, pull } from './pull';
import { prune } from './pruning';
import type { Heard } from './push';
import { OF_THE_PERSON } from './refused';
import { afterWriting, safetyHere } from './safety';
import { line } from './line.svelte';

const LEFT_MS = 10_000; // an answer untouched for so long has been left
const SOON_MS = 1_500;
const AFTER_ANOTHER_MS = 5_000;
const OFTEN_MS = 60_000;
const PULL_AFTER_MS = 45_000; // typing alone costs no download
const PATIENCE_MS = [5_000, 15_000, 60_000, 300_000];

let failures = 0;
let notBefore = 0;
const pulledAt = new Map<string, number>();
let wanted = false; // somebody asked for all that is new while another was sending
let soon: ReturnType<typeof setTimeout> | undefined;

/** Freeze what has been left: it is on its way from now on. What has not been left is looked at again later. */
async function freezeLeft(db: LocalDb, eager: boolean): Promise<void> {
  const open = await db.getAllFromIndex('outbox', 'state', 'open');
  // Only answers are still being written; a settlement, a comment or a decision is whole when it is said, and a hand-in
  // must never travel before the settlement it speaks of.
  const whole = ({ edit }: OutboxEdit) => edit.kind !== 'profile' || Date.now() - Date.parse(edit.made_at) > LEFT_MS;
  const left = open.filter((own) => eager || whole(own));
  if (left.length < open.length) sendSoon(LEFT_MS);
  if (left.length)
    await freeze(
      db,
      left.map(({ edit_id }) => edit_id),
    );
}

/** Push; a proof that cannot be checked may be signed by a key this phone has not heard of yet: ask for it, once. */
async function pushProven(db: LocalDb, person: PersonHere): Promise<number> {
  if (!(await db.count('outbox'))) return 0;
  const { push } = await import('./push'); // nothing is sent before the first answer
  const heard: Heard = { unproven: 0 };
  let sent = await push(db, person, heard);
  if (heard.unproven) {
    const fresh = await refreshMe(person).catch(() => person);
    heard.unproven = 0;
    sent += await push(db, fresh, heard);
  }
  if (heard.ahead_s !== undefined) {
    line.ahead_s = heard.ahead_s;
    line.unproven = heard.unproven;
  }
  return sent;
}

async function exchange(db: LocalDb, person: PersonHere, writing: boolean, eager: boolean): Promise<void> {
  const sent = await pushProven(db, person);
  if (
    !writing ||
    !keepsRecords(person.role) ||
    (!sent && !eager && Date.now() - (pulledAt.get(person.person_id) ?? 0) < PULL_AFTER_MS)
  )
    return;
  const came = await pull(db, person.token);
  pulledAt.set(person.person_id, Date.now());
  line.fetched_at = localIso();
  if (await prune(db)) changed();
  if (!came) return;
  await refreshMe(person).catch(() => person); // what was granted may have changed with the person's teams
  changed();
}

/** Send one person's answers; only the person writing also pulls. Who is not writing has left all their answers. */
export async function serve(person: PersonHere, eager: boolean): Promise<void> {
  const writing = session.person?.person_id === person.person_id;
  const db = await openLocal(person.person_id);
  try {
    if (!writing) await freeze(db);
    await exchange(db, person, writing, eager);
    if (writing) [line.barred, line.too_old] = [null, false];
    await errands(db, person);
  } finally {
    db.close();
  }
}

/** What the server does not know of this phone: join again, or shut out. A portal that asks to sign in says neither. */
const BARRED: Record<string, 'unknown' | 'revoked'> = { 'token-unknown': 'unknown', 'device-revoked': 'revoked' };

async function noteFault(person: PersonHere, fault: unknown): Promise<void> {
  if (!(fault instanceof Problem)) console.error(fault); // a fault of ours: tried again like a bad line
  const slug = fault instanceof Problem ? fault.slug : '';
  const barred = BARRED[slug];
  if (slug === OF_THE_PERSON) return void (await refreshMe(person)); // an official now: nothing to fetch any more
  if (slug === 'protocol-too-old') return void (line.too_old = true); // only fetching has ended: sending goes on
  if (!barred) failures += 1;
  else if (session.person?.person_id === person.person_id) line.barred = barred;
  if (barred === 'revoked') await ifShutOut(person);
}

async function sendAll(eager: boolean): Promise<void> {
  line.sending = true;
  await showSafety();
  const before = failures;
  for (const person of await peopleHere())
    await serve(person, eager)
      .catch((fault: unknown) => noteFault(person, fault))
      .catch(() => undefined);
  if (failures === before) failures = 0;
  notBefore = failures ? Date.now() + (PATIENCE_MS[Math.min(failures, PATIENCE_MS.length) - 1] ?? 0) : 0;
}

/** Send and pull now. `eager` freezes also what was just written and does not wait after failures. */
export async function sendNow({ eager = false } = {}): Promise<void> {
  if (session.db && !session.practice) await freezeLeft(session.db, eager);
  if (eager) notBefore = 0; // also when somebody else is sending: then it is tried again soon
  if (navigator.onLine && Date.now() >= notBefore) {
    const all = eager || wanted;
    const done = await alone(() => {
      wanted = false;
      return sendAll(all);
    }).finally(() => (line.sending = false));
    if (!done) {
      wanted ||= all; // what the server took meanwhile, such as a list, is fetched then
      sendSoon(AFTER_ANOTHER_MS); // what was written meanwhile must not wait for the next minute
    }
  }
  await showSafety();
  if (!navigator.onLine || failures) await wakeLater();
}

/** A question was left, by whatever way: what was said there is on its way from now on. */
export async function sendWhatWasLeft(): Promise<void> {
  if (!session.db || session.practice) return;
  if (await freeze(session.db)) await askToKeep();
}

/** Ask the browser to wake the worker when there is signal, also after the last page was closed; not every browser can. */
async function wakeLater(): Promise<void> {
  const now = safety.now;
  if (!(now?.is === 'waiting' || (now?.is === 'saved' && now.n)) || !('SyncManager' in window)) return;
  const registration = (await navigator.serviceWorker.getRegistration()) as
    (ServiceWorkerRegistration & { sync?: { register(tag: string): Promise<void> } }) | undefined;
  await registration?.sync?.register(UNSENT).catch(() => undefined); // it may be forbidden: sent when Kwetu is open
}

const waitingHere = async (db: LocalDb): Promise<number> =>
  (await db.getAll('carried')).filter(({ state }) => state === 'carried').length;

let counting = 0;

/** Put the present truth on the safety line. */
export async function showSafety(): Promise<void> {
  const db = session.db;
  if (!db) return;
  counting += 1;
  safety.carried = await waitingHere(db).catch(() => 0);
  const now = await safetyHere(db, { practice: session.practice, sending: line.sending }).catch(() => null);
  counting -= 1;
  if (now && db === session.db) safety.now = now; // else the store was closed by a switch: the next change shows it
}

/** While somebody writes, nothing is counted anew: the line knows by how much there is more. */
function afterChange(change?: Change): void {
  if (!safety.now || counting || !change || !('own' in change)) return void showSafety();
  safety.now = afterWriting(safety.now, answersOf(change.own) - answersIn(change.joins, 'open'));
}

function sendSoon(after_ms = SOON_MS): void {
  clearTimeout(soon);
  soon = setTimeout(() => void sendNow(), after_ms);
}

async function welcomeBack(): Promise<void> {
  const person = session.person;
  if (!person || !navigator.onLine) return;
  await refreshMe(person).catch(() => person);
}

/** The phone may have died between the store and its second copy; phones that joined earlier have none yet. */
async function keepCopies(): Promise<void> {
  const db = session.db;
  for (const person of await peopleHere()) await keepPerson(person);
  if (session.person) await notePhoneFact('current', session.person.person_id);
  if (db && !session.practice) await keepInStep(db);
}

/** Begin: on signal, when the app is looked at, after every change, and once a minute. */
export function startSending(): void {
  onChange((change) => {
    afterChange(change);
    if (givenUp()) void lookForRoom();
    sendSoon();
  });
  addEventListener('online', () => void sendNow({ eager: true }));
  void keepCopies();
  void lookForRoom();
  document.addEventListener('visibilitychange', () => {
    notBefore = 0; // looked at, or left: either way somebody is here, and signal may have come
    void sendNow({ eager: document.visibilityState === 'hidden' });
  });
  setInterval(() => document.visibilityState === 'visible' && void sendNow().then(lookForRoom), OFTEN_MS);
  void welcomeBack().then(() => sendNow());
  void showSafety();
}

/** Fetch the forms for someone who only practises. */
export const fetchPracticeForms = (db: LocalDb): Promise<void> =>
  fetchForms(db, ['settlement_profile@1'], ['map_layers@1']);
