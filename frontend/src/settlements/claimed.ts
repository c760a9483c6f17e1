/** Boundaries that are said of one settlement, as maps show them: each with a line of its own, the first with the mark. Pure. */

import type { Marked } from '../map/map';
import type { BoundaryGeometry } from '../map/rules';
import type { Candidate } from '../sync/outbox';
import { grouped } from '../sync/rules';
import { boundaryOf } from './here';

/** Every boundary among the answers that stand, those who say the same together. */
export const boundariesSaid = (said: readonly Candidate[] = []): BoundaryGeometry[] =>
  grouped(said).flatMap(([{ answer }]) => boundaryOf(answer.value) ?? []);

/** A settlement with all its boundaries, for the map. */
export const withClaims = (shown: Marked, claims: readonly BoundaryGeometry[]): Marked[] => [
  shown,
  ...claims.slice(1).map((boundary, n): Marked => ({ ...shown, mark: null, at: null, boundary, claim: n + 1 })),
];
