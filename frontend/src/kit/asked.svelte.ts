/** A question to the server and what came of it, so that every page that needs signal waits and fails in the same plain way. */
import { faultsByPart, faultWords, Problem } from './problems';

/** Asked once at the start and again on demand; the last answer stays on the screen meanwhile. */
export class Asked<Answer> {
  answer = $state.raw<Answer | null>(null);
  fault = $state<string | null>(null);
  /** No answer came at all: there is no signal, or the server is away. */
  away = $state(false);
  asking = $state(false);
  readonly #question: () => Promise<Answer>;

  constructor(question: () => Promise<Answer>) {
    this.#question = question;
    void this.again();
  }

  /** Ask again. */
  again = async (): Promise<void> => {
    this.asking = true;
    this.fault = null;
    this.away = false;
    try {
      this.answer = await this.#question();
    } catch (fault) {
      this.fault = faultWords(fault);
      this.away = fault instanceof Problem && fault.slug === 'no-network';
    } finally {
      this.asking = false;
    }
  };
}

/** One act at a time: its button is busy while it runs, and what went wrong is said beside it. */
export class Acting {
  busy = $state(false);
  wrong = $state<string | null>(null);
  /** What the server found wrong with single fields, by their name, to be said beside each. */
  parts = $state.raw<Record<string, string>>({});

  /** Do it; tell whether it was done. */
  async run(act: () => Promise<void>): Promise<boolean> {
    this.busy = true;
    this.wrong = null;
    this.parts = {};
    try {
      await act();
      return true;
    } catch (fault) {
      this.wrong = faultWords(fault);
      this.parts = faultsByPart(fault);
      return false;
    } finally {
      this.busy = false;
    }
  }
}
