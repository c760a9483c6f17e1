import { afterEach, describe, expect, it, vi } from 'vitest';
import { giveFile } from './give-file';

const saved: string[] = [];
function onPhone(share?: () => Promise<void>): void {
  saved.length = 0;
  vi.stubGlobal('navigator', share ? { canShare: () => true, share } : {});
  const link = { href: '', download: '', click: () => saved.push(link.download) };
  vi.stubGlobal('document', { createElement: () => link });
}
const failing = (name: string) => () => Promise.reject(new DOMException('no', name));
const given = () => giveFile('kwetu.kwetu', new Blob(['sealed']));

describe('a file that leaves the phone', () => {
  afterEach(() => vi.unstubAllGlobals());

  it('was given on only when the share sheet took it', async () => {
    onPhone(() => Promise.resolve());
    expect([await given(), saved]).toEqual(['shared', []]);
  });

  it('went nowhere when the person closed the share sheet, and is not saved behind their back', async () => {
    onPhone(failing('AbortError'));
    expect([await given(), saved]).toEqual(['nowhere', []]);
  });

  it('lies among the downloads where the phone has no share sheet, or will not share it', async () => {
    onPhone();
    expect([await given(), saved]).toEqual(['saved', ['kwetu.kwetu']]);
    onPhone(failing('NotAllowedError'));
    expect([await given(), saved]).toEqual(['saved', ['kwetu.kwetu']]);
  });
});
