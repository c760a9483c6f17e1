/** Guesses what people would call this phone, so that a leader can tell a lost one from the others. */

export function phoneName(agent: string): string {
  const model = /Android [\d.]+; ([^;)]+?)(?: Build|\))/.exec(agent)?.[1];
  if (model && model !== 'K') return model.slice(0, 60);
  if (/Android/.test(agent)) return 'Android';
  if (/iPhone|iPad/.test(agent)) return 'iPhone';
  if (/Windows/.test(agent)) return 'Windows';
  return /Macintosh/.test(agent) ? 'Mac' : 'Linux';
}
