/** Which of the maps on this phone are shown under the others, as this person left it. */

const KEPT = 'kwetu-map-off';

/** What is switched off: packs and layers of the city, by their keys. */
export function switchedOff(): ReadonlySet<string> {
  try {
    return new Set(JSON.parse(localStorage.getItem(KEPT) ?? '[]') as string[]);
  } catch {
    return new Set(); // a phone that keeps no such notes shows everything
  }
}

/** Switch one on or off; returns what is off now. */
export function turn(one: string, on: boolean): ReadonlySet<string> {
  const off = new Set(switchedOff());
  if (on) off.delete(one);
  else off.add(one);
  try {
    localStorage.setItem(KEPT, JSON.stringify([...off]));
  } catch {
    // it holds until this page is left
  }
  return off;
}

/** Every attribution once, in the order of the packs: whoever drew a map is named on it. */
export function drawnBy(packs: readonly { attribution: readonly string[] }[]): string {
  return [...new Set(packs.flatMap(({ attribution }) => attribution.map((who) => who.trim())).filter(Boolean))].join(
    ' · ',
  );
}
