/** What this phone is by its own word, so that a leader can tell a lost one from the others. */

/** The phone's model; empty when the browser tells none: then people name it themselves. */
export function modelOf(agent: string): string {
  const model = /Android [\d.]+; ([^;)]+?)(?: Build|\))/.exec(agent)?.[1];
  return model && model !== 'K' ? model.slice(0, 60) : '';
}

/** What it is called when nobody has named it. */
export function phoneName(agent: string): string {
  if (modelOf(agent)) return modelOf(agent);
  if (/Android/.test(agent)) return 'Android';
  if (/iPhone|iPad/.test(agent)) return 'iPhone';
  if (/Windows/.test(agent)) return 'Windows';
  return /Macintosh/.test(agent) ? 'Mac' : 'Linux';
}
