/** Moves to another page; every page has an address that survives a restart. */

export function go(address: string, { replace = false } = {}): void {
  if (replace) location.replace(address);
  else location.hash = address.replace(/^#/, '');
}
