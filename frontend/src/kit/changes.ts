/** Tells every open page, in this tab and the others, that something on this phone changed. */

type Listener = () => void;
const listeners = new Set<Listener>();
const channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('kwetu');
const tell = (): void => listeners.forEach((listener) => listener());

if (channel) {
  channel.onmessage = tell;
  (channel as unknown as { unref?: () => void }).unref?.(); // in Node a channel would keep the tests running
}

/** Say that the local store changed. */
export function changed(): void {
  channel?.postMessage('changed');
  tell();
}

/** Call back at every change; returns how to stop. */
export function onChange(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
