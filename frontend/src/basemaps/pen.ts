/** Writes one file of a map; each act is done when it returns, and a fault is the browser's own. */

import { NoMap } from './rules';
import type { Done, Order } from './writer';

export interface Pen {
  write(at: number, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** Let go of everything after so many bytes. */
  cut(at: number): Promise<void>;
  close(): Promise<void>;
}

/** A file held by another tab, and a browser without such files, are told in words of their own. */
function told({ name, message }: { name: string; message: string }): Error {
  if (name === 'NoModificationAllowedError') return new NoMap('two_tabs');
  return name === 'NotSupportedError' ? new NoMap('no_folder') : new DOMException(message, name);
}

/** Begin to write a file, where it stands or anew. */
export async function penFor(name: string): Promise<Pen> {
  const worker = new Worker(new URL('./writer.ts', import.meta.url), { type: 'module' });
  let n = 0;
  const order = (one: Order): Promise<void> =>
    new Promise((done, failed) => {
      n += 1;
      worker.onmessage = ({ data }: MessageEvent<Done>) => ('fault' in data ? failed(told(data.fault)) : done());
      worker.onerror = () => failed(new NoMap('no_folder'));
      worker.postMessage({ ...one, n });
    });
  const close = (): Promise<void> => order({ act: 'close' }).finally(() => worker.terminate());
  try {
    await order({ act: 'open', name });
  } catch (fault) {
    worker.terminate();
    throw fault;
  }
  return {
    write: (at, bytes) => order({ act: 'write', at, bytes }),
    cut: (at) => order({ act: 'cut', at }),
    close,
  };
}
