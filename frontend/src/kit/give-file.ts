/** Gives a file out of the phone: by its share sheet where it has one, else as a download. */

const KEPT_FOR_SAVING_MS = 60_000;

function save(name: string, body: Blob): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(body);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), KEPT_FOR_SAVING_MS);
}

/** Offer the share sheet; where there is none, or it is refused, save the file. */
export async function giveFile(name: string, body: Blob): Promise<void> {
  const file = new File([body], name, { type: body.type });
  const shared = { files: [file], title: name };
  if (!navigator.canShare?.(shared)) return save(name, body);
  await navigator.share(shared).catch((fault: unknown) => {
    if ((fault as DOMException).name !== 'AbortError') save(name, body); // broken off by the person: they may tap again
  });
}
