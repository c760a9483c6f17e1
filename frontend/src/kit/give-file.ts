/** Gives a file out of the phone: by its share sheet where it has one, else as a download. */

const KEPT_FOR_SAVING_MS = 60_000;

/** Where the file went: to whoever was chosen, into the phone's downloads, or nowhere, for the person broke off. */
export type Given = 'shared' | 'saved' | 'nowhere';

function save(name: string, body: Blob): Given {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(body);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), KEPT_FOR_SAVING_MS);
  return 'saved';
}

/** Offer the share sheet; where there is none, or it is refused, save the file. */
export async function giveFile(name: string, body: Blob): Promise<Given> {
  const file = new File([body], name, { type: body.type });
  const shared = { files: [file], title: name };
  if (!navigator.canShare?.(shared)) return save(name, body);
  try {
    await navigator.share(shared);
    return 'shared';
  } catch (fault) {
    return (fault as DOMException).name === 'AbortError' ? 'nowhere' : save(name, body);
  }
}
