/** A corner is moved by the grip below it, so that the thumb never hides it; a mouse, which hides nothing, takes any corner. */

import type OlMap from 'ol/Map';
import PointerInteraction from 'ol/interaction/Pointer';
import { GRIP_PX } from './drawing-sheet';
import type { Drawing, MapEvents } from './map';
import type { Position } from './rules';

const THUMB_PX = 32;
const FLYING_PX = 96; // a thumb goes for the grip where it was a moment ago, or will be
const MOUSE_PX = 12;

type Pixel = readonly [across: number, down: number];

interface Held {
  ring: number;
  corner: number;
  /** From where the hand took hold to the corner. */
  off: Pixel;
}

/** What turns places into pixels and back. */
export interface Sight {
  pixelOf(at: Position): Pixel | null;
  placeAt(pixel: Pixel): Position;
  metresPerPixel(): number;
}

/** Let corners be moved; `now` is the drawing as it is shown. */
export function letCornersMove(map: OlMap, sight: Sight, now: () => Drawing | null, events: MapEvents): void {
  const { cornerMoved } = events;
  if (!cornerMoved) return;
  let held: Held | null = null;
  const move = (pixel: number[], done: boolean): void => {
    if (!held) return;
    const [across = 0, down = 0] = pixel;
    const to = sight.placeAt([across + held.off[0], down + held.off[1]]);
    cornerMoved(held.ring, held.corner, to, { metres_per_pixel: sight.metresPerPixel(), done });
  };
  map.addInteraction(
    new PointerInteraction({
      handleDownEvent: ({ pixel, originalEvent }) => {
        const drawing = now();
        const at: Pixel = [pixel[0] ?? 0, pixel[1] ?? 0];
        const flies = map.getView().getAnimating();
        const mouse = (originalEvent as PointerEvent).pointerType === 'mouse';
        held =
          drawing &&
          (byGrip(drawing, sight, at, flies ? FLYING_PX : THUMB_PX) ?? (mouse ? byMouse(drawing, sight, at) : null));
        if (held && flies) map.getView().cancelAnimations(); // the map stays where the thumb took hold
        return held !== null;
      },
      handleDragEvent: ({ pixel }) => move(pixel, false),
      handleUpEvent: ({ pixel }) => {
        move(pixel, true);
        held = null;
        return false;
      },
    }),
  );
}

function byGrip({ lines, chosen }: Drawing, sight: Sight, at: Pixel, within: number): Held | null {
  const corner = chosen && lines[chosen.ring]?.corners[chosen.corner];
  const seen = corner && sight.pixelOf(corner);
  if (!chosen || !seen) return null;
  const off: Pixel = [seen[0] - at[0], seen[1] - at[1]];
  return Math.hypot(off[0], off[1] + GRIP_PX) <= within ? { ...chosen, off } : null;
}

function byMouse({ lines }: Drawing, sight: Sight, at: Pixel): Held | null {
  let nearest: Held | null = null;
  let within = MOUSE_PX;
  lines.forEach(({ corners, following }, ring) => {
    if (following) return;
    corners.forEach((one, corner) => {
      const seen = sight.pixelOf(one);
      if (!seen) return;
      const off: Pixel = [seen[0] - at[0], seen[1] - at[1]];
      const away = Math.hypot(...off);
      if (away <= within) [nearest, within] = [{ ring, corner, off }, away];
    });
  });
  return nearest;
}
