/** Who claims which ground: every boundary that stands for one settlement, and what lies in all of them. Pure. */
import { claimLine } from '../map/claim-lines';
import type { Marked } from '../map/map';
import { areaM2, parts, ringAreaM2, type BoundaryGeometry, type Position } from '../map/rules';
import { middleIn } from '../map/roomy';
import { boundaryOf, type SettlementHere } from '../settlements/here';
import type { Candidate } from '../sync/outbox';
import { grouped } from '../sync/rules';
import { letterOf } from './letters';
import { aloneIn, overlapOf, type Overlap } from './overlap';

/** One boundary, and everybody who says so. */
export interface Claim {
  letter: string;
  boundary: BoundaryGeometry;
  m2: number;
}

/** The boundaries among the answers that stand; an answer that is no boundary keeps its letter and lies nowhere. One alone has none. */
export function claimsIn(candidates: readonly Candidate[]): Claim[] {
  const groups = grouped(candidates);
  return groups.flatMap(([{ answer }], at) => {
    const boundary = boundaryOf(answer.value);
    const letter = groups.length > 1 ? letterOf(at) : '';
    return boundary ? [{ letter, boundary, m2: areaM2(boundary) }] : [];
  });
}

/** The ground in all claims, with its share of the smallest; null where there is none. */
export function groundOfAll(claims: readonly Claim[]): Overlap | null {
  const [first, ...rest] = claims;
  if (!first || !rest.length) return null;
  let all: Overlap | null = {
    ground: { type: 'MultiPolygon', coordinates: parts(first.boundary) },
    m2: first.m2,
    share: 1,
  };
  for (const { boundary } of rest) all = all && overlapOf(all.ground, boundary);
  return all && { ...all, share: Math.min(1, all.m2 / Math.min(...claims.map(({ m2 }) => m2))) };
}

/** The claims for the map, each named on ground of its own, and over them the ground in all of them. */
export function markedClaims(claims: readonly Claim[], shared: Overlap | null, both: string): Marked[] {
  const marked = claims.map((claim, n): Marked => {
    const others = claims.filter((one) => one !== claim);
    const [{ letter, boundary }, tone] = [claim, claimLine(n).tone];
    const named = { name: letter, mark: letter ? ('ring' as const) : null, lettered: letter !== '' };
    return { id: letter || 'alone', ...named, tone, at: ownPlace(claim, others), boundary, claim: n };
  });
  if (!shared) return marked;
  return [...marked, { id: 'both', name: both, mark: 'cross', tone: 'needs', at: null, boundary: shared.ground }];
}

/** A neighbour for the same map, named on ground that no claim takes. */
export const markedNeighbour = (
  { settlement_id, name }: Neighbour,
  boundary: BoundaryGeometry,
  claims: readonly Claim[],
): Marked => ({
  id: settlement_id,
  name,
  mark: 'square',
  tone: 'plain',
  at: ownPlace({ boundary }, claims),
  boundary,
});

type Neighbour = Pick<SettlementHere, 'settlement_id' | 'name'>;

/** The middle of the largest piece of ground that this boundary has for itself; where it has none, of all its ground. */
function ownPlace({ boundary }: Pick<Claim, 'boundary'>, others: readonly Pick<Claim, 'boundary'>[]): Position | null {
  const alone = aloneIn(
    boundary,
    others.map((other) => other.boundary),
  );
  const pieces = (alone.coordinates.length ? alone : boundary) as BoundaryGeometry;
  const [largest = []] = [...parts(pieces)].sort(([one = []], [other = []]) => ringAreaM2(other) - ringAreaM2(one));
  return middleIn(largest);
}
