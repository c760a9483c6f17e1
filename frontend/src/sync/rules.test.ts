import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Answer, Edit } from '../kit/wire';
import { contentHash, contested, deleted, inOrder, mergeAll, type RecordState, grouped } from './rules';
import { sha256 } from './sha256';

interface Case {
  says: string;
  edits: Pick<Edit, 'edit_id' | 'set'>[];
  expect: {
    fields: Record<string, Record<string, Answer>>;
    pending: Record<string, string[]>;
    contested: string[];
    order: Record<string, string[]>;
    deleted: boolean;
    hash: string;
    level_hashes: string[];
  };
}

const file = new URL('../../../tests/vectors/merge.json', import.meta.url);
const vectors = JSON.parse(readFileSync(file, 'utf8')) as { levels: Record<string, number>; cases: Case[] };
const levelOf = (path: string): number => vectors.levels[path] ?? 0;

/** A shuffle that can be played again: the seed is all it knows. */
function shuffled<T>(those: readonly T[], seed: number): T[] {
  const order = [...those];
  let state = seed * 2654435761;
  for (let i = order.length - 1; i > 0; i -= 1) {
    state = (Math.imul(state ^ (state >>> 15), 2246822507) + 1) >>> 0;
    const j = state % (i + 1);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}

function told(state: RecordState) {
  const [hash, level_hashes] = contentHash(state, levelOf);
  return {
    fields: state.fields,
    pending: state.pending,
    contested: contested(state),
    order: Object.fromEntries(Object.entries(state.fields).map(([path, held]) => [path, inOrder(held)])),
    deleted: deleted(state),
    hash,
    level_hashes,
  };
}

describe('the shared vectors hold on the phone in any order and with repeats', () => {
  test.each(vectors.cases)('$says', ({ edits, expect: wanted }) => {
    for (let seed = 0; seed < 40; seed += 1)
      expect(told(mergeAll(shuffled([...edits, ...edits], seed)))).toEqual(wanted);
  });
});

describe('random stories', () => {
  const paths = ['households_total', 'taps_public_working', 'x'];

  /** Edits that each name some earlier ones as replaced, whether those said something there or not. */
  function story(seed: number): Pick<Edit, 'edit_id' | 'set'>[] {
    let state = seed + 1;
    const chance = (below: number): number => {
      state = (Math.imul(state, 1103515245) + 12345) >>> 0;
      return (state >>> 8) % below;
    };
    return Array.from({ length: 1 + chance(7) }, (_, n) => ({
      edit_id: `edit-${n}`,
      set: Object.fromEntries(
        paths
          .slice(chance(3))
          .map((path) => [
            path,
            { value: chance(4), replaces: Array.from({ length: chance(3) }, () => `edit-${chance(n + 2)}`) },
          ]),
      ),
    }));
  }

  test('give the same record in any order, and overwrite nothing that its author had not seen', () => {
    for (let seed = 0; seed < 300; seed += 1) {
      const edits = story(seed);
      const state = mergeAll(edits);
      expect(told(mergeAll(shuffled([...edits, ...edits.slice(seed % 3)], seed)))).toEqual(told(state));
      for (const { edit_id, set } of edits)
        for (const [path, { value }] of Object.entries(set)) {
          const seen = edits.some((other) => other.edit_id !== edit_id && other.set[path]?.replaces.includes(edit_id));
          expect(state.fields[path]?.[edit_id]).toEqual(seen ? undefined : { value });
        }
    }
  });
});

test('SHA-256 is that of everybody else, for texts of any length and script', () => {
  const words = ['', 'abc', 'Peñafrancia', '🚰'.repeat(40), ...Array.from({ length: 140 }, (_, n) => 'a'.repeat(n))];
  for (const text of words) expect(sha256(text)).toBe(createHash('sha256').update(text).digest('hex'));
});

describe('choosing between answers', () => {
  test('puts together those who say the same, however they found it, in the order they stand', () => {
    const said = [
      { by: 'Sam', answer: { value: 135, source: 'counted' as const } },
      { by: 'Ben', answer: { value: 150 } },
      { by: 'Lea', answer: { value: 135.0, source: 'meeting' as const } },
      { by: 'Ada', answer: { answer: 'unknown' as const } },
    ];
    expect(grouped(said).map((group) => group.map(({ by }) => by))).toEqual([['Sam', 'Lea'], ['Ben'], ['Ada']]);
    expect(grouped([])).toEqual([]);
  });
});
