/** Of several boundaries that are claimed, the one a person goes on with: their own, and what it takes the place of. Pure. */

import type { BoundaryGeometry, Position } from '../map/rules';
import { boundaryOf, positionsOf } from '../settlements/here';
import type { Candidate } from '../sync/outbox';
import { grouped } from '../sync/rules';

export interface Beginning {
  boundary: BoundaryGeometry | null;
  /** How it was made. */
  method: unknown;
  /** The answers that are replaced once it is saved; the boundaries that others claim are not among them. */
  saw: string[];
}

type Fields = Record<string, readonly Candidate[]>;

/** Said on this phone. `here`: the answers this phone gave, sent or not. */
const isOwn = (one: Candidate, here: ReadonlySet<string>): boolean => one.mine || here.has(one.edit_id);

/** Begin with what this phone said last, else what this person said last, else what is shown first. */
export function beginningOf(fields: Fields, here: ReadonlySet<string>, me: string | undefined): Beginning {
  const [said, made] = [fields['boundary'] ?? [], fields['boundary_method'] ?? []];
  const claims = grouped(said.filter(({ answer }) => boundaryOf(answer.value)));
  const drawn = claims.flat().sort((a, b) => b.made_at.localeCompare(a.made_at));
  const one = drawn.find((own) => isOwn(own, here)) ?? drawn.find(({ by }) => by === me) ?? claims[0]?.[0] ?? said[0];
  const own = claims.find((claim) => one && claim.includes(one)) ?? [];
  const others = new Set(claims.filter((claim) => claim !== own).flatMap((claim) => claim.map((it) => it.edit_id)));
  const mine = (it: Candidate): boolean => !others.has(it.edit_id);
  const ways = made.filter(mine);
  const way = ways.find(({ edit_id }) => own.some((it) => it.edit_id === edit_id)) ?? ways[0];
  return {
    boundary: boundaryOf(one?.answer.value),
    method: way?.answer.value,
    saw: [...said.filter(mine), ...ways].map(({ edit_id }) => edit_id),
  };
}

/** How many boundaries are claimed, and whether the one begun with is this phone's or this person's. */
export function claimsTold(
  fields: Fields,
  saw: readonly string[],
  here: ReadonlySet<string>,
  me: string | undefined,
): { n: number; own: boolean } {
  const said = (fields['boundary'] ?? []).filter(({ answer }) => boundaryOf(answer.value));
  const begun = said.filter(({ edit_id, mine }) => mine || saw.includes(edit_id));
  const phones = said.some((one) => isOwn(one, here));
  const own = begun.some((one) => (phones ? isOwn(one, here) : one.by === me));
  return { n: grouped(said).length, own };
}

/** The middle of the ground a boundary takes in; null of none. */
export function middleOf(boundary: BoundaryGeometry | null): Position | null {
  const all = boundary ? positionsOf([boundary]) : [];
  if (!all.length) return null;
  const between = (of: 0 | 1): number => {
    const told = all.map((at) => at[of]).sort((a, b) => a - b);
    return ((told[0] ?? 0) + (told.at(-1) ?? 0)) / 2;
  };
  return [between(0), between(1)];
}
