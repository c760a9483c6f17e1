/** Makes a sentence as large as its place allows, so that a meeting reads it from three metres. */

const LEAST_PX = 26;

const fits = (place: HTMLElement): boolean =>
  place.scrollHeight <= place.clientHeight + 1 && place.scrollWidth <= place.clientWidth + 1;

function grow(place: HTMLElement): void {
  let px = Math.max(LEAST_PX, Math.min(place.clientWidth / 2.5, place.clientHeight / 1.2));
  place.style.fontSize = `${px}px`;
  while (px > LEAST_PX && !fits(place)) place.style.fontSize = `${(px = Math.max(LEAST_PX, px * 0.95))}px`;
  if (!fits(place)) place.style.cssText = `font-size: ${LEAST_PX}px; overflow-wrap: anywhere; flex-basis: auto`;
}

/** Attach to the sentence; it fits itself anew when the phone is turned. */
export function largest(place: HTMLElement): () => void {
  const watch = new ResizeObserver(() => grow(place));
  watch.observe(place);
  return () => watch.disconnect();
}
