/** What a page shows of the local store, read again whenever something on this phone changes. */
import { onDestroy } from 'svelte';
import { onChange, type Change } from './changes';
import { afterPaint } from './go';
import { phoneFault, type PhoneFault } from './phone-faults';
import { standing } from './standing.svelte';

export class Live<Shown> {
  now = $state.raw<Shown | null>(null);
  #reading: Promise<void> | null = null;
  #again = false;
  #left = false;
  readonly #read: () => Promise<Shown>;

  /** Made while a page is set up; stops with the page. What is `known` already is shown at once, and nothing is read. What this
   * phone said itself can wait for the painting that says it is saved. */
  constructor(
    read: () => Promise<Shown>,
    known: Shown | null = null,
    heeds: (change?: Change) => boolean = () => true,
  ) {
    this.#read = read;
    this.now = known;
    const stop = onChange((change) => {
      if (!heeds(change)) return;
      if (change && 'own' in change) afterPaint(() => void this.again());
      else void this.again();
    });
    onDestroy(() => {
      this.#left = true;
      stop();
    });
    if (known === null) void this.again();
  }

  /** Read again; many calls in a row become one reading after the one under way. */
  async again(): Promise<void> {
    this.#again = true;
    this.#reading ??= this.#round();
    await this.#reading;
  }

  /** What was read while something changed is already old: it is read once more, not shown. */
  async #round(): Promise<void> {
    try {
      while (this.#again) {
        this.#again = false;
        const read = await this.#read();
        if (standing.trouble === 'store-broken') standing.trouble = null; // it can be read again
        if (!this.#again) this.now = read;
      }
    } catch (fault) {
      if (this.#left) return; // a page that was left may find its store closed: nobody reads it any more
      const broken = phoneFault(fault);
      if (!broken) throw fault;
      standing.trouble = broken.slug as PhoneFault;
    } finally {
      this.#reading = null;
    }
  }
}
