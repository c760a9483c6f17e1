/** Where in a piece of ground there is most room around a mark: clear of its own line and of every pocket in it. Pure. */
import { footOn, inside } from './rings';
import { distanceM, withoutClosing, type Position } from './rules';

const STEPS = 16;

/** The middle of its corners where that is ground of the piece; else, as in a ring or a bow, of a grid the place farthest from any line. */
export function middleIn(piece: readonly (readonly Position[])[]): Position | null {
  const [outer = [], ...pockets] = piece.map((ring) => withoutClosing([...ring]));
  const within = (at: Position): boolean => inside(at, outer) && !pockets.some((pocket) => inside(at, pocket));
  const middle: Position = [mean(outer, 0), mean(outer, 1)];
  if (within(middle)) return middle;
  const lines = [outer, ...pockets];
  const grid = steps(outer, 0).flatMap((lon) => steps(outer, 1).map((lat): Position => [lon, lat]));
  const [roomiest] = grid
    .filter(within)
    .map((at) => ({ at, room_m: roomM(at, lines) }))
    .sort((a, b) => b.room_m - a.room_m);
  return roomiest?.at ?? outer[0] ?? null;
}

const mean = (corners: readonly Position[], axis: 0 | 1): number =>
  corners.reduce((all, corner) => all + corner[axis], 0) / corners.length;

function steps(corners: readonly Position[], axis: 0 | 1): number[] {
  const along = corners.map((corner) => corner[axis]);
  const [least, most] = [Math.min(...along), Math.max(...along)];
  return Array.from({ length: STEPS }, (_, n) => least + ((most - least) * (n + 0.5)) / STEPS);
}

function roomM(at: Position, lines: readonly (readonly Position[])[]): number {
  const away = lines.flatMap((corners) =>
    corners.map((one, n) => distanceM(at, footOn(at, one, corners[(n + 1) % corners.length] ?? one))),
  );
  return Math.min(...away);
}
