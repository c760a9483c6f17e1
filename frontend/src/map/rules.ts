/** Measure what people walk or tap: area, length round, parts and corners. Pure. */

export type Position = [number, number]; // longitude, latitude in degrees, WGS84

/** What is told of a boundary beside its coordinates. */
interface Told {
  /** Where some of it was walked: the stretches nobody walked, corner by corner; none where all of it was walked. */
  not_walked?: Position[][];
}

export interface PolygonGeometry extends Told {
  type: 'Polygon';
  coordinates: Position[][];
}

export interface MultiPolygonGeometry extends Told {
  type: 'MultiPolygon';
  coordinates: Position[][][];
}

export type BoundaryGeometry = PolygonGeometry | MultiPolygonGeometry;

const SEMI_MAJOR_M = 6378137; // WGS84
const FLATTENING = 1 / 298.257223563; // WGS84
const E2 = FLATTENING * (2 - FLATTENING);
const E = Math.sqrt(E2);
const AUTHALIC_RADIUS_M = 6371007.1809184747;
const RADIANS = Math.PI / 180;

/** Snyder (1987) 3-12: the q of a latitude's sine, whose ratio to the pole's is the sine of the authalic latitude. */
function snyderQ(sine: number): number {
  return (1 - E2) * (sine / (1 - E2 * sine * sine) + Math.atanh(E * sine) / E);
}

const POLE_Q = snyderQ(1);

/** Area inside a ring in m2, on the WGS84 ellipsoid (equal-area to the authalic sphere). The ring may be open or closed. */
export function ringAreaM2(ring: readonly Position[]): number {
  const heights = ring.map(([, lat]) => snyderQ(Math.sin(lat * RADIANS)) / POLE_Q);
  let sum = 0;
  ring.forEach(([lon], i) => {
    const j = (i + 1) % ring.length;
    const east = shortWay((ring[j]?.[0] ?? lon) - lon) * RADIANS;
    sum += (east * ((heights[i] ?? 0) + (heights[j] ?? 0))) / 2;
  });
  return Math.abs(sum) * AUTHALIC_RADIUS_M ** 2;
}

/** The shorter way round the globe between two longitudes. */
function shortWay(degrees: number): number {
  return ((((degrees + 180) % 360) + 360) % 360) - 180;
}

/** Distance in metres, by the ellipsoid's radii at the middle latitude: right to a centimetre within a city. */
export function distanceM(a: Position, b: Position): number {
  const middle = ((a[1] + b[1]) / 2) * RADIANS;
  const w = Math.sqrt(1 - E2 * Math.sin(middle) ** 2);
  const east = shortWay(b[0] - a[0]) * RADIANS * (SEMI_MAJOR_M / w) * Math.cos(middle);
  const north = (b[1] - a[1]) * RADIANS * ((SEMI_MAJOR_M * (1 - E2)) / w ** 3);
  return Math.hypot(east, north);
}

/** Length of an open line in metres. */
export function lineM(line: readonly Position[]): number {
  return line.reduce((sum, here, i) => {
    const before = line[i - 1];
    return before ? sum + distanceM(before, here) : sum;
  }, 0);
}

/** Length round a ring in metres; the last side back to the first corner is counted. */
export function roundM(corners: readonly Position[]): number {
  const [first] = corners;
  return first ? lineM([...corners, first]) : 0;
}

/** Area of a boundary in m2: its parts, without their holes. */
export function areaM2(boundary: BoundaryGeometry): number {
  return parts(boundary).reduce((sum, [outer, ...holes]) => {
    const inside = holes.reduce((hole, ring) => hole + ringAreaM2(ring), 0);
    return sum + (outer ? ringAreaM2(outer) : 0) - inside;
  }, 0);
}

/** Length round all parts of a boundary in metres. */
export function boundaryRoundM(boundary: BoundaryGeometry): number {
  return parts(boundary).reduce((sum, [outer]) => sum + (outer ? roundM(withoutClosing(outer)) : 0), 0);
}

/** The parts of a boundary, each an outer ring and its holes. */
export function parts(boundary: BoundaryGeometry): Position[][][] {
  return boundary.type === 'Polygon' ? [boundary.coordinates] : boundary.coordinates;
}

/** The corners of a boundary's first part, open, for redrawing. */
export function cornersOf(boundary: BoundaryGeometry): Position[] {
  return withoutClosing(parts(boundary)[0]?.[0] ?? []);
}

/** A ring's corners, open. */
export function withoutClosing(ring: readonly Position[]): Position[] {
  const [first] = ring;
  const last = ring.at(-1);
  return first && last && ring.length > 1 && same(first, last) ? ring.slice(0, -1) : [...ring];
}

export function same(a: Position, b: Position): boolean {
  return a[0] === b[0] && a[1] === b[1];
}
