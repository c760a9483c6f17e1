/** Tell whether a settlement someone is about to add is already on the list, by its names and where it stands. Pure. */

import { distanceM, type Position } from '../map/rules';

export interface Known {
  settlement_id: string;
  names: string[];
  at: Position | null;
}

export interface Nearby {
  settlement_id: string;
  likeness: number; // 1 = the same name
  distance_m: number | null; // null where either place is not known
}

const NEAR_M = 300;
const SAME_PLACE_M = 1500; // beyond this, an alike name is another settlement's
const ALIKE = 0.5;
const SLIP = 0.9;
const MOST_SHOWN = 8;

/** The settlements this might be, the likeliest first: standing within 300 m, or named alike and not far away. */
export function nearby(known: readonly Known[], name: string, at: Position | null): Nearby[] {
  return known
    .map((one) => ({
      settlement_id: one.settlement_id,
      likeness: bestLikeness(one.names, name),
      distance_m: apart(one.at, at),
    }))
    .filter(mightBe)
    .sort((a, b) => weight(b) - weight(a))
    .slice(0, MOST_SHOWN);
}

/** All settlements, the likeliest to be this one first: by how near they stand and how alike they are named. */
export function likeliest(known: readonly Known[], name: string, at: Position | null): string[] {
  const weighed = known.map(({ settlement_id, names, at: there }) => {
    const one = { settlement_id, likeness: bestLikeness(names, name), distance_m: apart(there, at) };
    return { settlement_id, weight: weight(one) };
  });
  return weighed.sort((a, b) => b.weight - a.weight).map(({ settlement_id }) => settlement_id);
}

function mightBe({ likeness, distance_m }: Nearby): boolean {
  if (distance_m !== null && distance_m <= NEAR_M) return true;
  return likeness >= ALIKE && (distance_m === null || distance_m <= SAME_PLACE_M || likeness === 1);
}

function weight({ likeness, distance_m }: Nearby): number {
  return likeness + (distance_m === null ? 0 : NEAR_M / (NEAR_M + distance_m));
}

function apart(a: Position | null, b: Position | null): number | null {
  return a && b ? distanceM(a, b) : null;
}

function bestLikeness(names: readonly string[], name: string): number {
  return Math.max(0, ...names.map((one) => likeness(one, name)));
}

/** How alike two names read, 0 to 1: accents, case, spacing and what stands in brackets aside. */
export function likeness(a: string, b: string): number {
  const [first, second] = [plain(unbracketed(a)), plain(unbracketed(b))];
  if (!first || !second) return 0;
  if (first === second) return 1;
  return begins(first, second) || slipped(first, second) ? SLIP : sharedPairs(first, second);
}

/** "Lakeside (invented)" is Lakeside; a name that is all in brackets stays. */
const unbracketed = (name: string): string => name.replace(/[([{][^)\]}]*[)\]}]?/g, ' ').trim() || name;

const SHORTEST_BEGINNING = 4;

/** Somebody has typed only the beginning. */
function begins(first: string, second: string): boolean {
  const [short, long] = first.length < second.length ? [first, second] : [second, first];
  return short.length >= SHORTEST_BEGINNING && long.startsWith(short);
}

/** One letter in five typed otherwise, left out or added (Levenshtein, 1966); digits tell puroks apart and are no slips. */
function slipped(first: string, second: string): boolean {
  if (first.replace(/\P{N}/gu, '') !== second.replace(/\P{N}/gu, '')) return false;
  return lettersApart(first, second) * 5 <= Math.max(first.length, second.length);
}

function lettersApart(first: string, second: string): number {
  let row = Array.from({ length: second.length + 1 }, (_, i) => i);
  for (const [i, letter] of [...first].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...second].entries())
      next.push(Math.min((row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1, (row[j] ?? 0) + (letter === other ? 0 : 1)));
    row = next;
  }
  return row.at(-1) ?? 0;
}

/** Shared pairs of letters (Dice, 1945). */
function sharedPairs(first: string, second: string): number {
  const [ours, theirs] = [pairs(first), pairs(second)];
  const shared = ours.filter((pair) => {
    const i = theirs.indexOf(pair);
    if (i >= 0) theirs.splice(i, 1);
    return i >= 0;
  });
  return Math.min(0.99, (2 * shared.length) / (first.length + second.length - 2 || 1));
}

/** A name as letters and digits only, so that "Purok-4, Riverside" and "purok 4 riverside" are one. */
export function plain(name: string): string {
  const letters = name.normalize('NFKD').replace(/\p{M}/gu, '').toLocaleLowerCase('en');
  return letters.replace(/[^\p{L}\p{N}]+/gu, '');
}

function pairs(text: string): string[] {
  return Array.from({ length: Math.max(0, text.length - 1) }, (_, i) => text.slice(i, i + 2));
}
