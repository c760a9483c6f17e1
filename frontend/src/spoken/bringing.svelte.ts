/** Sounds on their way to the server: what it says they would replace is asked first, and only a yes sends them again. */

import { Acting } from '../kit/asked.svelte';
import { t } from '../kit/i18n.svelte';
import type { Joined } from './rules';
import { bring, replacedIn, type PackTaken, type Replaced } from './server';

/** "2 questions stay, 1 is new, 0 are spoken anew." */
export const joinedInWords = ({ stay, new: fresh, anew }: Joined): string =>
  t('spoken.join', {
    stay: t('spoken.join.stay', { n: stay }),
    fresh: t('spoken.join.new', { n: fresh }),
    anew: t('spoken.join.anew', { n: anew }),
  });

export class Bringing {
  readonly acting = new Acting();
  taken = $state.raw<PackTaken | null>(null);
  asks = $state.raw<Replaced | null>(null);

  /** `inWords` may say better what the server could not take. */
  constructor(readonly inWords = (fault: unknown): unknown => fault) {}

  forget(): void {
    [this.taken, this.asks, this.acting.wrong] = [null, null, null];
  }

  /** Send; `replaces` is the pack a person was told of. Tells whether the server has the sounds now. */
  async send(file: () => Promise<Blob>, replaces?: string): Promise<boolean> {
    this.forget();
    await this.acting.run(async () => {
      try {
        this.taken = await bring(await file(), replaces);
      } catch (fault) {
        this.asks = replacedIn(fault);
        if (!this.asks) throw this.inWords(fault);
      }
    });
    return this.taken !== null;
  }
}
