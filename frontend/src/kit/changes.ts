/** Tells every open page, in this tab and the others, that something on this phone changed. */
import type { OutboxEdit } from './wire';

/** What changed, where more is known than that something did: an answer was written here, and the open ones joined into it are
 * gone; or edits are on their way, by which nothing is said otherwise. */
export type Change = { own: OutboxEdit; joins: readonly OutboxEdit[] } | { frozen: readonly string[] };

type Listener = (what?: Change) => void;
const listeners = new Set<Listener>();
const channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('kwetu');
const tell: Listener = (what) => listeners.forEach((listener) => listener(what));

if (channel) {
  channel.onmessage = () => tell();
  (channel as unknown as { unref?: () => void }).unref?.(); // in Node a channel would keep the tests running
}

/** Say that the local store changed. */
export function changed(what?: Change): void {
  channel?.postMessage('changed');
  tell(what);
}

/** Call back at every change; returns how to stop. */
export function onChange(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
