/** Puts what was recorded on this phone into one file, as an administrator brings it. */

import { kindOf, type About } from './rules';
import { take, taken } from './store';
import { zipOf, type Packed } from '../kit/zip';

export async function packRecorded(about: About): Promise<Blob> {
  const names = (await taken()).sort();
  const sounds: Packed[] = [];
  for (const name of names) {
    const body = new Uint8Array((await (await take(name))?.arrayBuffer()) ?? new ArrayBuffer(0));
    const kind = kindOf(body);
    if (kind) sounds.push({ name: `${name}.${kind}`, body });
  }
  return zipOf([{ name: 'pack.json', body: new TextEncoder().encode(JSON.stringify(about)) }, ...sounds]);
}
