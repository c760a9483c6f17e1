/** The steps of the world's ladders for water and toilets (WHO/UNICEF JMP), from what a settlement answers; twin of ladders.py. Pure. */

import type { Value } from '../questionnaire/form';
import type { Known } from './counting';

const IMPROVED_WATER: readonly unknown[] = [
  'piped_dwelling',
  'piped_yard',
  'piped_neighbour',
  'public_tap',
  'water_kiosk',
  'borehole',
  'protected_well',
  'protected_spring',
  'rainwater',
  'tanker_truck',
  'cart',
  'bottled',
  'sachet',
];
const UNIMPROVED_WATER: readonly unknown[] = ['unprotected_well', 'unprotected_spring'];
export const IMPROVED_TOILET: readonly unknown[] = [
  'flush_sewer',
  'flush_septic',
  'flush_pit',
  'vip',
  'pit_slab',
  'ecosan',
  'container',
];
const UNIMPROVED_TOILET: readonly unknown[] = ['flush_open', 'pit_open', 'chemical', 'bucket', 'hanging'];
const SAFE_EMPTYING: readonly unknown[] = ['sewer', 'truck_treated', 'manual_treated', 'buried'];

export type WaterStep = 'surface_water' | 'unimproved' | 'limited' | 'basic' | 'safely_managed';
export type ToiletStep = 'open_defecation' | 'unimproved' | 'limited' | 'basic' | 'safely_managed';

/** What the step of the water ladder is told by. */
export interface WaterSaid {
  source: Value | null;
  minutes: Known;
  premises: Value | null;
  hoursDay: Known;
  tested: Value | null;
}

/** Say the step of the water ladder; twelve hours a day is JMP's practice. */
export function waterStep({ source, minutes, premises, hoursDay, tested }: WaterSaid): WaterStep | null {
  if (source === 'surface_water') return 'surface_water';
  if (UNIMPROVED_WATER.includes(source)) return 'unimproved';
  if (!IMPROVED_WATER.includes(source)) return null;
  if (premises !== 'yes') return minutes === null ? null : minutes > 30 ? 'limited' : 'basic';
  return (hoursDay ?? 0) >= 12 && tested === 'safe' ? 'safely_managed' : 'basic';
}

/** Say the step of the sanitation ladder; who uses an improved toilet must be known. */
export function toiletStep(kind: Value | null, use: Value | null, emptying: Value | null): ToiletStep | null {
  if (kind === 'none') return 'open_defecation';
  if (UNIMPROVED_TOILET.includes(kind)) return 'unimproved';
  if (!IMPROVED_TOILET.includes(kind) || use === null) return null;
  if (use !== 'household') return 'limited';
  return SAFE_EMPTYING.includes(emptying) ? 'safely_managed' : 'basic';
}
