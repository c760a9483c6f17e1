/** The one map that is on its way to this phone, seen from every page: leaving the page does not stop it, a broken line makes it wait. */

import { t } from '../kit/i18n.svelte';
import { faultWords, Problem } from '../kit/problems';
import { inMb } from '../kit/room';
import { packsHere } from '../map/packs';
import { session } from '../people/session.svelte';
import { fetchPack } from './fetching';
import { costOf, NoMap, outgrown, type Offered, type ToFetch } from './rules';
import { letGo } from './store';

class Coming {
  pack = $state.raw<Offered | null>(null);
  bytes = $state(0);
  size = $state<number | null>(null);
  /** The server began again at the first byte. */
  again = $state(false);
  wrong = $state<string | null>(null);
  /** The map with which it went wrong. */
  wrongOf = $state<string | null>(null);
  /** Those that come after it, one at a time. */
  after = $state.raw<readonly Offered[]>([]);
  /** The last one that came whole. */
  done = $state<string | null>(null);
  #stop = new AbortController();

  /** Fetch a map, or go on with it. */
  async fetch(pack: Offered): Promise<void> {
    if (this.pack) return;
    Object.assign(this, { pack, bytes: 0, size: pack.size, again: false, done: null });
    this.forget();
    this.#stop = new AbortController();
    try {
      await fetchPack(pack.pack, session.person?.person_id ?? null, {
        told: (bytes, size) => Object.assign(this, { bytes, size }),
        again: () => (this.again = true),
        stop: this.#stop.signal,
      });
      for (const gone of outgrown(pack, await packsHere(session.person?.person_id ?? null))) await letGo(gone);
      this.done = pack.name;
    } catch (fault) {
      if (!this.#stop.signal.aborted) this.#broke(fault, pack);
    } finally {
      this.pack = null;
    }
    if (this.done) void this.#next();
  }

  /** Fetch all of these, one after the other; a line that breaks holds up the rest. */
  async fetchAll(packs: readonly Offered[]): Promise<void> {
    this.after = packs;
    await this.#next();
  }

  async #next(): Promise<void> {
    const [next, ...rest] = this.after;
    this.after = rest;
    if (next) await this.fetch(next);
  }

  /** What went wrong was read, or is old. */
  forget(): void {
    [this.wrong, this.wrongOf] = [null, null];
  }

  /** A line that broke is gone on with by itself once there is signal again. */
  #broke(fault: unknown, pack: Offered): void {
    [this.wrong, this.wrongOf] = [wordsOf(fault), pack.pack];
    const away = fault instanceof Problem && fault.slug === 'no-network';
    if (!away) this.after = [];
    if (away) addEventListener('online', () => void this.fetch(pack), { once: true });
  }

  stop(): void {
    this.after = [];
    this.#stop.abort(new DOMException('stopped by the person', 'AbortError'));
  }
}

export const coming = new Coming();

/** What went wrong with a map, in the words of this page where it has its own. */
export const wordsOf = (fault: unknown): string =>
  fault instanceof NoMap ? t(`basemaps.why.${fault.why}`) : faultWords(fault);

/** What maps cost to fetch: "3.2 MB", or about so much; in the end nobody knows. */
export function sizeWords(packs: readonly Pick<ToFetch, 'pack' | 'bytes'>[]): string {
  const cost = costOf(packs);
  if (!cost) return t('basemaps.size_later');
  return t(cost.about ? 'basemaps.mb_about' : 'basemaps.mb', { n: inMb(cost.bytes) });
}
