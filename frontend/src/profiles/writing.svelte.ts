/** Writes every change down at once: one write under way, what came since waiting behind it, nothing held back by a timer. */

import { isPhoneFault, type PhoneFault } from '../kit/phone-faults';
import { standing } from '../kit/standing.svelte';

export type Written = 'nothing' | 'saving' | 'saved' | 'failed';

const TRIED_AGAIN_MS = 5_000;

export class Writing<Said extends object> {
  /** What became of the last change; "saved" only when it would survive a power cut. */
  state = $state<Written>('nothing');
  #waiting: Said | null = null;
  #underWay: Promise<void> | null = null;
  readonly #write: (said: Said) => Promise<void>;

  constructor(write: (said: Said) => Promise<void>) {
    this.#write = write;
  }

  /** Write this down, now or together with all else that came during the write under way. */
  say(said: Said): void {
    this.#waiting = { ...this.#waiting, ...said };
    this.state = 'saving';
    this.#underWay ??= this.#run();
  }

  /** Resolves when nothing is left to write; tells whether all of it is safe on the phone. */
  async done(): Promise<boolean> {
    await this.#underWay;
    return this.state !== 'failed';
  }

  /** Try again what could not be written; it is also tried by itself, on this screen and after it was left. */
  again(): void {
    if (this.state === 'failed' && this.#waiting) this.say(this.#waiting);
  }

  async #run(): Promise<void> {
    let now: Said | null = null;
    try {
      while ((now = this.#waiting)) {
        this.#waiting = null;
        await this.#write(now);
      }
      this.state = 'saved';
      standing.unsaved = null;
    } catch (fault) {
      this.#waiting = { ...(now as Said), ...(this.#waiting as Said | null) };
      this.state = 'failed';
      standing.unsaved = isPhoneFault(fault) ? (fault.slug as PhoneFault) : 'store-broken';
      setTimeout(() => this.again(), TRIED_AGAIN_MS);
    } finally {
      this.#underWay = null;
    }
  }
}
