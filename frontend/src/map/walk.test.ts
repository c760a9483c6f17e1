import { expect, test } from 'vitest';
import { distanceM, lineM, ringAreaM2, type Position } from './rules';
import { simplify, trusted, walkedRing, walkOf, type Fix } from './walk';

const METRE = 1 / 110_600; // degrees of latitude near Muntinlupa

function fix(n: number, north_m: number, seconds: number, accuracy_m = 4): Fix {
  return { n, lon: 121.04, lat: 14.37 + north_m * METRE, accuracy_m, at: new Date(seconds * 1000).toISOString() };
}

test('a fix worse than thirty metres is not drawn', () => {
  expect(trusted(fix(1, 0, 0, 30))).toBe(true);
  expect(trusted(fix(1, 0, 0, 31))).toBe(false);
  expect(walkOf([fix(1, 0, 0), fix(2, 60, 60, 80), fix(3, 20, 70)])).toMatchObject({ left_out: 1 });
});

test('standing still adds no corner', () => {
  expect(walkOf([fix(1, 0, 0), fix(2, 1, 5), fix(3, 2, 9), fix(4, 10, 15)]).line).toHaveLength(2);
});

test('a jump there and back is left out', () => {
  const walk = walkOf([fix(1, 0, 0), fix(2, 500, 2), fix(3, 8, 6)]);
  expect(walk.left_out).toBe(1);
  expect(lineM(walk.line)).toBeCloseTo(8, 0);
});

test('a jump is not drawn until a second fix bears it out', () => {
  const jumped = [fix(1, 0, 0), fix(2, 8, 4), fix(3, 500, 6)];
  expect(walkOf(jumped).line).toHaveLength(2);
  expect(walkOf([...jumped, fix(4, 503, 8)]).line).toHaveLength(4);
  expect(walkOf([fix(1, 0, 0), { ...fix(2, 500, 6), gap: true }]).line).toHaveLength(2);
});

test('a pause with the screen dark is told as a gap of so many metres', () => {
  const walk = walkOf([fix(1, 0, 0), fix(2, 10, 8), fix(3, 58, 60), fix(4, 68, 66)]);
  expect(walk.gaps).toHaveLength(1);
  expect(walk.gaps[0]?.from).toBe(1);
  expect(walk.gaps[0]?.length_m).toBeCloseTo(48, 0);
});

test('nobody is known to have walked where GPS jumps, came back weak or was silent, and from the end to the beginning', () => {
  const jumps = [fix(1, 0, 0), fix(2, 10, 8), fix(3, 16, 11, 150), fix(4, 60, 30, 150), fix(5, 88, 40), fix(6, 94, 44)];
  expect(walkOf(jumps).gaps).toEqual([{ from: 1, length_m: expect.closeTo(78, 0) }]);
  const silent = [fix(1, 0, 0), fix(2, 10, 8), fix(3, 32, 69), fix(4, 54, 100)];
  expect(walkOf(silent).gaps.map(({ from }) => from)).toEqual([1]);
  const away = [fix(1, 0, 0), fix(2, 10, 8), { ...fix(3, 32, 13), gap: true }, { ...fix(4, 40, 18), gap: true }];
  expect(walkOf(away).gaps.map(({ from }) => from)).toEqual([1]);
  const aside = { ...fix(5, 20, 60), lon: 121.04 + 18 * METRE };
  expect(walkedRing(walkOf([...away.slice(0, 2), aside, fix(6, -22, 90)])).gaps?.at(-1)).toBe(true);
});

test('a pause is told also when GPS was weak at first after it', () => {
  const walk = walkOf([fix(1, 0, 0), fix(2, 10, 8), { ...fix(3, 20, 9, 80), gap: true }, fix(4, 60, 12)]);
  expect(walk.gaps.map(({ from }) => from)).toEqual([1]);
});

test('fixes are followed in the order they came', () => {
  const fixes = [fix(3, 30, 20), fix(1, 0, 0), fix(2, 15, 10)];
  expect(lineM(walkOf(fixes).line)).toBeCloseTo(30, 0);
});

test('corners on a straight line are left out, real corners stay', () => {
  const line: Position[] = [
    [121.04, 14.37],
    [121.04, 14.3705],
    [121.04, 14.371],
    [121.041, 14.371],
  ];
  expect(simplify(line, 1)).toEqual([line[0], line[2], line[3]]);
});

/** A walk round a bent outline, a fix every three metres, each off by up to two metres. */
function walkRound(metres_across: number, corners = 12): { walked: Fix[]; truth: Position[] } {
  const truth = Array.from({ length: corners }, (_, n): Position => {
    const turn = (n / corners) * 2 * Math.PI;
    const radius = (metres_across / 2) * (n % 3 ? 1 : 0.7) * METRE;
    return [121.04 + radius * Math.cos(turn), 14.37 + radius * Math.sin(turn)];
  });
  const walked: Fix[] = [];
  truth.forEach((from, side) => {
    const to = truth[(side + 1) % corners] ?? from;
    const steps = Math.max(1, Math.round(distanceM(from, to) / 3));
    for (let step = 0; step < steps; step++) {
      const n = walked.length + 1;
      const off = 2 * METRE * Math.sin(n * 2.4);
      const at = new Date(n * 2500).toISOString();
      const [lon, lat] = [0, 1].map((i) => from[i]! + ((to[i]! - from[i]!) * step) / steps + off * (i ? -1 : 1));
      walked.push({ n, lon: lon!, lat: lat!, accuracy_m: 5, at });
    }
  });
  return { walked, truth };
}

test.each([40, 150, 600])(
  'a walk round %i m has few corners, and the area inside changes by less than 1 in 100',
  (metres) => {
    const walk = walkOf(walkRound(metres).walked);
    const ring = walkedRing(walk);
    expect(ring.corners.length).toBeLessThan(walk.line.length);
    expect(Math.abs(ringAreaM2(ring.corners) / ringAreaM2(walk.line) - 1)).toBeLessThan(0.01);
  },
);

test('where nobody walked is told after the walk was simplified, and at its end', () => {
  const { walked } = walkRound(300);
  const half = Math.round(walked.length / 2);
  const paused = walked.filter(({ n }) => n < half || n > half + 20).slice(0, -20);
  const { corners, gaps = [] } = walkedRing(
    walkOf(paused.map((fix) => (fix.n === half + 21 ? { ...fix, gap: true } : fix))),
  );
  const lengths = corners.flatMap((from, n) => (gaps[n] ? [distanceM(from, corners[(n + 1) % corners.length]!)] : []));
  expect(lengths).toHaveLength(2);
  for (const length of lengths) expect(length).toBeGreaterThan(25);
  expect(gaps[corners.length - 1]).toBe(true);
});

test('a walk that ends where it began has that corner once', () => {
  const { walked } = walkRound(150);
  const { corners, gaps = [] } = walkedRing(walkOf([...walked, { ...walked[0]!, n: 9999 }]));
  expect(distanceM(corners[0]!, corners.at(-1)!)).toBeGreaterThan(5);
  expect(gaps.some(Boolean)).toBe(false);
});
