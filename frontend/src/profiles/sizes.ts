/** Say the size of a boundary: hectares where people think in them, square metres below; metres, then kilometres. */

import { number, t } from '../kit/i18n.svelte';
import {
  areaM2,
  boundaryRoundM,
  lineM,
  parts,
  withoutClosing,
  type BoundaryGeometry,
  type Position,
} from '../map/rules';

export function areaWords(m2: number): string {
  if (m2 < 1000) return t('profile.area.m2', { m2: number(Math.round(m2)) });
  const ha = m2 / 10_000;
  return t('profile.area.ha', { ha: number(Math.round(ha * (ha < 100 ? 100 : 1)) / (ha < 100 ? 100 : 1)) });
}

/** A share of ground in whole hundredths: of what the server tells, to the fourth place, so that a phone says the same number. */
export const shareWords = (share: number): string => number(Math.round(Math.round(share * 10_000) / 100));

export function lengthWords(m: number): string {
  return m < 10_000
    ? t('profile.length.m', { m: number(Math.round(m)) })
    : t('profile.length.km', { km: number(Math.round(m / 100) / 10) });
}

/** "2.31 ha, 612 m round", and of a boundary that was walked, where it was not. */
export function boundaryWords(boundary: BoundaryGeometry): string {
  const size = t('profile.boundary.size', {
    area: areaWords(areaM2(boundary)),
    round: lengthWords(boundaryRoundM(boundary)),
  });
  const walked = walkedWords(boundary);
  return walked ? `${size} · ${walked}` : size;
}

/** The same, with how many corners its lines have. */
export function drawnWords(boundary: BoundaryGeometry): string {
  const n = parts(boundary)
    .flat()
    .reduce((sum, ring) => sum + withoutClosing(ring).length, 0);
  return `${boundaryWords(boundary)} · ${t('boundary.corners', { n })}`;
}

/** "2 stretches, 40 m together, not walked"; a line round that nobody set out to walk was tapped; nothing of a boundary that nobody walked. */
export function walkedWords({ not_walked }: BoundaryGeometry): string {
  if (!not_walked) return '';
  if (!not_walked.length) return t('boundary.walked');
  const isRound = (stretch: readonly Position[]): boolean => String(stretch[0]) === String(stretch.at(-1));
  const [round, rest] = [not_walked.filter(isRound), not_walked.filter((stretch) => !isRound(stretch))];
  const m = (all: readonly Position[][]): string => lengthWords(all.reduce((sum, stretch) => sum + lineM(stretch), 0));
  return [
    ...(rest.length ? [t('boundary.not_walked', { n: rest.length, m: m(rest) })] : []),
    ...(round.length ? [t('boundary.walk.tapped', { m: m(round) })] : []),
  ].join(' · ');
}
