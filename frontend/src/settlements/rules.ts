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

/** How alike two names read, 0 to 1: shared pairs of letters (Dice, 1945), accents, case and spacing aside. */
export function likeness(a: string, b: string): number {
  const [first, second] = [plain(a), plain(b)];
  if (!first || !second) return 0;
  if (first === second) return 1;
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
