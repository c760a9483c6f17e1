/** A count of structures under way: every tap and every GPS fix kept as it comes, gone on with wherever it was left. */

import { localIso } from '../kit/clock';
import type { LocalDb } from '../kit/local-db';
import { countOf, fixesOf, type Count } from '../map/begun';
import type { Position } from '../map/rules';
import { keepCount, keepFixes } from '../map/store';
import { gapsOf, walkedNow, walkOf, trusted, type Fix } from '../map/walk';
import type { Walking } from '../map/walking.svelte';
import { BEGUN, countAnew, tapOff, tapOn, tapped, totals, type Counted } from './walk-count';
import { Track } from './track.svelte';
import { Writing } from './writing.svelte';

export class CountMaking {
  count = $state.raw<Count | null>(null);
  ready = $state(false);
  readonly #db: LocalDb;
  readonly #id: string;

  readonly walk = $derived(walkOf(walkedNow(this.fixes, this.count?.after)));
  readonly line = $derived({ corners: this.walk.line, gaps: gapsOf(this.walk), closed: false, following: true });
  readonly sums = $derived(totals(this.count ?? BEGUN));
  readonly all = $derived(this.count?.taps.length ?? 0);

  /** Every tap and every fix, as it comes; what cannot be written stays here, is told, and is tried again. */
  readonly writing = new Writing<Record<string, { fix?: Fix; count?: Count }>>(async (set) => {
    const parts = Object.values(set);
    for (const { count } of parts) if (count) await keepCount(this.#db, this.#id, count);
    const arrived = parts.flatMap(({ fix }) => fix ?? []);
    if (arrived.length) await keepFixes(this.#db, this.#id, arrived, 'count');
  });

  readonly #track: Track;

  /** `followed` is told where the walker is. */
  constructor(db: LocalDb, id: string, followed: (fix: Fix) => void) {
    this.#db = db;
    this.#id = id;
    this.#track = new Track((fix) => {
      this.writing.say({ [fix.n]: { fix } });
      followed(fix);
    });
  }

  get walking(): Walking {
    return this.#track.walking;
  }

  get fixes(): Fix[] {
    return this.#track.fixes;
  }

  /** Go on with the count on this phone; one that was not paused goes on by itself. */
  async read(): Promise<void> {
    const [count, fixes] = await Promise.all([countOf(this.#db, this.#id), fixesOf(this.#db, this.#id, 'count')]);
    this.#track.fixes = fixes;
    this.count = count;
    if (count && !count.saved_at && !count.paused) this.walking.start(true);
    this.ready = true;
  }

  /** The count after a step, shown and written down. */
  take(count: Count): void {
    this.count = count;
    this.writing.say({ count: { count: $state.snapshot(count) as Count } });
  }

  begin(saw: string[]): void {
    const { count } = this;
    this.take({ ...(count ? countAnew(count, this.#track.last) : BEGUN), saw });
    this.walking.start(true);
  }

  /** Felt in the hand, so that eyes may stay on the lane; a browser that cannot buzz only counts. */
  #buzz(pattern: number[]): void {
    if ('vibrate' in navigator) navigator.vibrate(pattern);
  }

  tap(of: Counted): void {
    if (!this.count) return;
    const place = this.#place();
    this.take(tapped(this.count, { of, at: localIso(), ...(place ? { place } : {}) }));
    this.#buzz(this.all % 10 === 0 ? [30, 60, 30] : [30]);
  }

  /** Where the walker is, while GPS tells it and is sure enough. */
  #place(): Position | null {
    const last = this.fixes.at(-1);
    return this.walking.state === 'walking' && last && trusted(last) ? [last.lon, last.lat] : null;
  }

  off(): void {
    if (!this.count) return;
    this.take(tapOff(this.count));
    this.#buzz([60]);
  }

  on(): void {
    if (this.count) this.take(tapOn(this.count));
  }

  pause(): void {
    this.walking.pause();
    if (this.count) this.take({ ...this.count, paused: true });
  }

  goOn(): void {
    if (this.count) this.take({ ...this.count, paused: false });
    this.walking.start(true);
  }

  /** It is written down as answers: the count and its path stay on this phone. */
  async finish(): Promise<boolean> {
    this.walking.pause();
    if (this.count) this.take({ ...this.count, paused: true, saved_at: localIso() });
    return this.writing.done();
  }
}
