/** Writes a map into the browser's own folder, beside the page: only here do all browsers of the phones give a handle that writes. */

import { mapFolder } from '../map/packs';

export type Order =
  | { act: 'open'; name: string }
  | { act: 'write'; at: number; bytes: Uint8Array<ArrayBuffer> }
  | { act: 'cut'; at: number }
  | { act: 'close' };

export type Done = { n: number } | { n: number; fault: { name: string; message: string } };

let handle: FileSystemSyncAccessHandle | null = null;

async function open(name: string): Promise<void> {
  const folder = await mapFolder();
  const file = await folder?.getFileHandle(name, { create: true });
  if (!file?.createSyncAccessHandle) throw new DOMException('no folder for maps', 'NotSupportedError');
  handle = await file.createSyncAccessHandle();
}

/** Older browsers answer all but writing with a promise: each is waited for. */
async function obey(order: Order): Promise<void> {
  if (order.act === 'open') return open(order.name);
  if (order.act === 'cut') return handle?.truncate(order.at);
  if (order.act === 'write') {
    const written = handle?.write(order.bytes, { at: order.at });
    if (written !== order.bytes.length) throw new DOMException('the phone is full', 'QuotaExceededError');
    return handle?.flush();
  }
  await handle?.close();
  handle = null;
}

addEventListener('message', ({ data }: MessageEvent<Order & { n: number }>) => {
  obey(data).then(
    () => postMessage({ n: data.n } satisfies Done),
    ({ name, message }: DOMException) => postMessage({ n: data.n, fault: { name, message } } satisfies Done),
  );
});
