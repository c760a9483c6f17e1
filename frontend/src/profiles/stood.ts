/** Remembers what stood before a person began to write, for a text that turns out to be no number leaves nothing behind. */

import { valueOf } from '../questionnaire/expressions';
import type { Answer } from '../questionnaire/form';
import { isAnswered } from './rules';

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

/** Where Undo leads: to what stood on the screen before its first change, or to nothing; null when that stands already. Pure. */
export function wayBack(now: Answer | undefined, came: { said: Answer | null } | null): { said: Answer | null } | null {
  if (!came) return null;
  const said = came.said && isAnswered(came.said) ? came.said : null;
  const same = JSON.stringify(bare(said)) === JSON.stringify(bare(now));
  return same ? null : { said };
}

const bare = (answer: Answer | null | undefined) => [answer?.answer ?? null, valueOf(answer ?? undefined)];
