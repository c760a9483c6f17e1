/** Which of the maps on this phone are shown under the others, as this person left it: maps are shown until switched off, the city's layers hidden until switched on. */

import type { Overlay } from './packs';

export type Switched = 'pack' | 'overlay';
interface Drawn {
  pack: string;
  attribution: readonly string[];
  overlays: readonly Pick<Overlay, 'overlay' | 'attribution' | 'date'>[];
}

const KEPT: Record<Switched, string> = { pack: 'kwetu-map-off', overlay: 'kwetu-map-on' };
const here = new Map<Switched, Set<string>>(); // holds where a phone keeps no such notes, until it is closed

function noted(of: Switched): Set<string> {
  try {
    return new Set(JSON.parse(localStorage.getItem(KEPT[of]) ?? '[]') as string[]);
  } catch {
    return new Set(here.get(of));
  }
}

/** What of these is not shown, by the keys of maps and layers. */
export function switchedOff(packs: readonly Pick<Drawn, 'pack' | 'overlays'>[]): ReadonlySet<string> {
  const [off, on] = [noted('pack'), noted('overlay')];
  const layers = packs.flatMap(({ overlays }) => overlays.map(({ overlay }) => overlay));
  return new Set([...off, ...layers.filter((one) => !on.has(one))]);
}

/** Note that one was switched on or off. */
export function switched(one: string, on: boolean, of: Switched): void {
  const notes = noted(of);
  if (on === (of === 'overlay')) notes.add(one);
  else notes.delete(one);
  here.set(of, notes);
  try {
    localStorage.setItem(KEPT[of], JSON.stringify([...notes]));
  } catch {
    // it holds until the app is closed
  }
}

/** Every attribution once, in the order of the packs, the layers that are switched on after them with the day they speak of: whoever drew a map is named on it. */
export function drawnBy(
  packs: readonly Omit<Drawn, 'pack'>[],
  off: ReadonlySet<string>,
  written: (date: string) => string,
): string {
  const layers = packs.flatMap(({ overlays }) => overlays.filter(({ overlay }) => !off.has(overlay)));
  const owners = [...packs.flatMap(({ attribution }) => attribution), ...layers.map(dated)];
  return [...new Set(owners.map((who) => who.trim()).filter(Boolean))].join(' · ');

  function dated({ attribution, date }: Pick<Overlay, 'attribution' | 'date'>): string {
    const who = attribution.trim();
    return date && who ? `${who}, ${written(date)}` : who;
  }
}
