/** Remembers what stood before a person began to write, for a text that turns out to be no number leaves nothing behind. */

import type { Answer } from '../questionnaire/form';

export class Stood {
  #before: Answer | null = null;
  #written = false;

  /** Something readable is written over `now`. */
  writeOver(now: Answer | undefined): void {
    if (!this.#written) this.#before = now ?? null;
    this.#written = true;
  }

  /** The text cannot be read any more: what to write down again, undefined when nothing was touched. */
  back(): Answer | null | undefined {
    if (!this.#written) return undefined;
    this.#written = false;
    return this.#before;
  }

  /** What stands now was meant: the next writing begins from here. */
  meant(): void {
    this.#written = false;
  }
}
