/** A boundary in the making is kept where it is read, whatever name the page was opened under. */
import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { onChange } from '../kit/changes';
import { openLocal, type LocalDb } from '../kit/local-db';
import { copied } from '../kit/second-copy';
import { draftOf, fixesOf, isBegun, placingOf, type Draft, type Placing } from './begun';
import type { Position } from './rules';
import { forgetFixes, keepDraft, keepFixes, keepPlacing } from './store';

let db: LocalDb;
let phone = 0;
const drawing = (corners: Position[] = []): Draft => ({
  rings: corners.length ? [{ corners, closed: false }] : [],
  past: [],
  future: [],
});
const fix = (n: number, at: string) => ({ n, lon: 121, lat: 14, accuracy_m: 4, at });

beforeEach(async () => {
  db = await openLocal(`walker-${(phone += 1)}`);
});

afterEach(() => vi.unstubAllGlobals());

/** A shelf as a browser has it, in memory. */
function shelved(): Map<string, Response> {
  const shelf = new Map<string, Response>();
  const opened = {
    put: async (path: string, answer: Response) => void shelf.set(path, answer),
    keys: async () => [...shelf.keys()].map((path) => ({ url: `https://kwetu.example${path}` })),
    match: async ({ url }: { url: string }) => shelf.get(new URL(url).pathname)?.clone(),
    delete: async (path: string) => shelf.delete(path),
  };
  vi.stubGlobal('caches', { open: async () => opened });
  return shelf;
}

const DRAIN: Placing = { of: 'drain', ref: 'D-3', shape: 'LineString', corners: [[121, 14]] };

test('a walk, a drawing and a line of the map come back when the browser deleted the store, and are let go of once they are saved', async () => {
  const shelf = shelved();
  await keepFixes(db, 'p', [fix(1, 'first'), fix(49, 'second'), fix(50, 'third')]);
  await keepDraft(db, 'p', drawing([[121, 14]]));
  await keepPlacing(db, 's', DRAIN);
  await copied();
  for (const store of ['fixes', 'meta'] as const) await db.clear(store);
  const again = await openLocal(`walker-${phone}`);
  expect((await fixesOf(again, 'p')).map(({ at }) => at)).toEqual(['first', 'second', 'third']);
  expect(await draftOf(again, 'p')).toEqual(drawing([[121, 14]]));
  expect(await placingOf(again, 's')).toEqual(DRAIN);
  await keepPlacing(again, 's', null);
  await keepDraft(again, 'p', null);
  await forgetFixes(again, 'p');
  await copied();
  expect([...shelf.keys()]).toEqual([]);
});

test('a page still open under the name of a profile that was joined goes on with the walk where it lies now', async () => {
  await keepFixes(db, 'pB', [fix(1, 'first')]);
  await db.put('meta', { pA: 'pB' }, 'aliases');
  await keepFixes(db, 'pA', [fix(1, 'second'), fix(2, 'third')]);
  expect((await fixesOf(db, 'pA')).map(({ at }) => at)).toEqual(['first', 'second', 'third']);
  await keepDraft(db, 'pA', drawing([[121, 14]]));
  expect(await draftOf(db, 'pB')).toEqual(drawing([[121, 14]]));
});

test('a fix that is written twice, because the phone had said it was full, is one fix', async () => {
  await keepFixes(db, 'p', [fix(1, 'first')]);
  await keepFixes(db, 'p', [fix(1, 'first'), fix(2, 'second')]);
  expect((await fixesOf(db, 'p')).map(({ n }) => n)).toEqual([1, 2]);
});

test('a boundary is begun by a corner or a step, and by opening the map it is not', async () => {
  expect(await isBegun(db, 'p1')).toBe(false);
  await keepDraft(db, 'p1', drawing());
  expect(await isBegun(db, 'p1')).toBe(false);
  await keepDraft(db, 'p1', drawing([[121, 14]]));
  expect(await isBegun(db, 'p1')).toBe(true);
  await keepDraft(db, 'p1', null);
  await keepFixes(db, 'p1', [fix(1, 'one')]);
  expect(await isBegun(db, 'p1')).toBe(true);
  await forgetFixes(db, 'p1');
  expect(await isBegun(db, 'p1')).toBe(false);
});

test('the path of a count lies beside the walk of the boundary, and each is let go of by itself', async () => {
  const shelf = shelved();
  await keepFixes(db, 'p', [fix(1, 'round')]);
  await keepFixes(db, 'p', [fix(1, 'along')], 'count');
  await copied();
  expect((await fixesOf(db, 'p')).map(({ at }) => at)).toEqual(['round']);
  expect((await fixesOf(db, 'p', 'count')).map(({ at }) => at)).toEqual(['along']);
  await forgetFixes(db, 'p');
  await copied();
  expect((await fixesOf(db, 'p', 'count')).map(({ at }) => at)).toEqual(['along']);
  expect([...shelf.keys()]).toHaveLength(1);
});

test('a drawing that is empty but can be undone is still begun', async () => {
  await keepDraft(db, 'p2', { ...drawing(), past: [{ rings: drawing([[121, 14]]).rings }] });
  expect(await isBegun(db, 'p2')).toBe(true);
});

test('before the first answer a phone opened again keeps its drawing as it is, not as it was copied', async () => {
  shelved();
  const drawn: Draft = { ...drawing([[121, 14]]), past: [{ rings: [] }] };
  await keepDraft(db, 'p', drawn);
  await copied();
  expect(await draftOf(await openLocal(`walker-${phone}`), 'p')).toEqual(drawn);
});

test('the line at the top hears of a walk and a drawing when they begin and when they are over, not of every step', async () => {
  let heard = 0;
  const stop = onChange(() => (heard += 1));
  const steps: [() => Promise<void>, number][] = [
    [() => keepFixes(db, 'p', [fix(1, 'a')]), 1],
    [() => keepFixes(db, 'p', [fix(2, 'b')]), 1],
    [() => keepDraft(db, 'p', drawing([[121, 14]])), 2],
    [
      () =>
        keepDraft(
          db,
          'p',
          drawing([
            [121, 14],
            [122, 14],
          ]),
        ),
      2,
    ],
    [() => keepDraft(db, 'p', drawing()), 3],
    [() => keepDraft(db, 'p', drawing([[121, 14]])), 4],
    [() => keepDraft(db, 'p', null), 5],
  ];
  for (const [step, then] of steps) {
    await step();
    expect(heard).toBe(then);
  }
  stop();
});
