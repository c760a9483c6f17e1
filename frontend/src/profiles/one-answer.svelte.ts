/** One question on a screen: what was said there, what stood before, what is no answer yet, and the way back. */
import { afterPaint } from '../kit/go';
import { toBringBack, pressed } from '../questionnaire/entering';
import type { Answer, Answers, NonAnswer } from '../questionnaire/form';
import { Stood } from './stood';
import { Writing } from './writing.svelte';

/** So long the page waits for what was typed to be saved before it tells what follows from it. */
const FOLLOWS_MS = 500;

export type Saying = Record<string, Answer | null>;

export class OneAnswer {
  /** What stands in the control is no answer: nothing of it is written down. */
  unread = $state(false);
  /** Counted up when the control has to be drawn anew. */
  redrawn = $state(0);
  /** What stood on this screen before its first change, to go back to. */
  came = $state.raw<{ said: Answer | null } | null>(null);
  /** The answer "Do not know" or another of the three took the place of. */
  before = $state.raw<Answer | null>(null);
  readonly writing: Writing<Saying>;
  /** What was said on this screen and is not yet read back from the store; told to the page by counting up. */
  #fresh: Saying = {};
  #told = $state(0);
  #untold = false;
  readonly #name: string;
  readonly #keep: (before: Answer | null) => void;
  readonly #stood = new Stood();

  constructor(name: string, write: (set: Saying) => Promise<void>, keep: (before: Answer | null) => void) {
    this.#name = name;
    this.#keep = keep;
    this.writing = new Writing<Saying>(write);
  }

  /** The answers with what was just said here; a blank takes an answer away. */
  over(answers: Answers): Answers {
    void this.#told;
    const said = Object.entries(this.#fresh).map(([path, one]) => [path, one ?? undefined]);
    if (!said.length) return answers;
    return { ...answers, ...(Object.fromEntries(said) as Answers) };
  }

  /** What was written is read back: the store says it now. */
  readBack(): void {
    if (this.writing.state !== 'saving' && this.writing.state !== 'failed') this.#say({});
  }

  /** Write this down. */
  say(set: Saying): void {
    this.#say({ ...this.#fresh, ...set });
    this.writing.say(set);
  }

  /** Said by the control. What is typed shows its sign by itself: it is written down first, and the page follows. */
  enter(set: Saying, now: Answer | undefined, typed = false): void {
    if (this.#name in set) {
      const stands = this.#stands(now);
      this.#stood.writeOver(stands);
      this.came ??= { said: stands ?? null };
    }
    if (!typed) return this.say(set);
    this.#fresh = { ...this.#fresh, ...set };
    this.writing.say(set);
    this.#untold = true;
    void this.writing.done().then(() => afterPaint(() => this.#follow()));
    setTimeout(() => this.#follow(), FOLLOWS_MS);
  }

  /** Put back what stood before, or leave the answer empty; this is one more change, and can be undone as well. */
  putBack(said: Answer | null, now: Answer | undefined): void {
    const stands = this.#stands(now);
    this.#meant(true);
    this.say({ [this.#name]: said });
    this.came = { said: stands ?? null };
  }

  /** What stands in the control cannot be read: what stood before is written again. */
  unreadNow(now: boolean): void {
    this.unread = now;
    const again = now ? this.#stood.back() : undefined;
    if (again !== undefined) this.say({ [this.#name]: again });
  }

  /** One of the three answers that are no value. */
  press(kind: NonAnswer, now: Answer | undefined): void {
    const stands = this.#stands(now);
    this.before = toBringBack(stands, this.before);
    this.#keep(this.before);
    this.#meant(this.unread);
    this.say({ [this.#name]: pressed(kind, stands, this.before) });
  }

  /** What cannot be read yet would be lost by leaving: it is brought into sight instead. */
  held(event?: Event): boolean {
    if (!this.unread) return false;
    event?.preventDefault();
    const field = document.querySelector<HTMLElement>(`[data-field="${this.#name}"]`);
    field?.focus();
    field?.scrollIntoView({ block: 'center' });
    return true;
  }

  /** What stands now, where the page has not been told of the last sign typed yet. */
  #stands(shown: Answer | undefined): Answer | undefined {
    return this.#name in this.#fresh ? (this.#fresh[this.#name] ?? undefined) : shown;
  }

  #say(fresh: Saying): void {
    this.#fresh = fresh;
    this.#untold = true;
    this.#follow();
  }

  #follow(): void {
    if (this.#untold) this.#told += 1;
    this.#untold = false;
  }

  #meant(drawAnew: boolean): void {
    this.#stood.meant();
    if (drawAnew) this.redrawn += 1;
    this.unread = false;
  }
}
