/** Moves to another page; every page has an address that survives a restart. */

export function go(address: string, { replace = false } = {}): void {
  if (replace) return location.replace(address);
  if (address === location.hash) return;
  // by this road the browser looks for no place of that name in the page, and tells of it at once, not a turn later
  history.pushState(null, '', address);
  dispatchEvent(new Event('hashchange'));
}

/** Do what can wait once the page that was just begun has been painted; at once where nobody looks. */
export function afterPaint(act: () => void): void {
  if (document.hidden) act();
  else requestAnimationFrame(() => setTimeout(act));
}
