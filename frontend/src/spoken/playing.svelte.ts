/** Plays sounds one after the other; one tap begins, one tap ends. */

export class Playing {
  now = $state(false);
  /** Why nothing is heard: the phone cannot play this, or did not allow it. */
  failed = $state(false);
  readonly #audio = new Audio();
  #waiting: Blob[] = [];
  #url = '';

  constructor() {
    this.#audio.onended = () => this.#next();
    this.#audio.onerror = () => this.#end(true);
  }

  /** Begin with the first of these, or stop what is heard. */
  toggle(sounds: readonly Blob[]): void {
    if (this.now) return this.stop();
    this.#waiting = [...sounds];
    this.failed = false;
    this.#next();
  }

  stop(): void {
    this.#audio.pause();
    this.#end(false);
  }

  #next(): void {
    const sound = this.#waiting.shift();
    if (!sound) return this.#end(false);
    this.now = true;
    URL.revokeObjectURL(this.#url);
    this.#audio.src = this.#url = URL.createObjectURL(sound);
    void this.#audio.play().catch((fault: unknown) => {
      if ((fault as { name?: string }).name !== 'AbortError') this.#end(true); // stopped by a tap before it was heard
    });
  }

  #end(failed: boolean): void {
    if (!this.now && !failed) return;
    this.now = false;
    this.failed = failed;
    URL.revokeObjectURL(this.#url);
  }
}
