/** What was read last, kept in memory for as long as nothing on this phone changed but what can be told without reading again. */
import { onChange, type Change } from './changes';

export class Kept<Shown> {
  #last: { name: string; shown: Shown } | null = null;
  #changes = 0;

  /** `after` says what is shown after a change; null where it has to be read again. */
  constructor(after: (shown: Shown, change: Change) => Shown | null) {
    onChange((change) => {
      this.#changes += 1;
      const now = change && this.#last && after(this.#last.shown, change);
      this.#last = this.#last && now ? { ...this.#last, shown: now } : null;
    });
  }

  /** What is kept under this name. */
  get(name: string): Shown | null {
    return this.#last?.name === name ? this.#last.shown : null;
  }

  /** Begin to read; what is handed over then is kept, if nothing changed meanwhile. */
  reading(name: string): (shown: Shown) => void {
    const began = this.#changes;
    return (shown) => {
      if (began === this.#changes) this.#last = { name, shown };
    };
  }
}
