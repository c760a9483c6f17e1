/** The layers of the map as this phone keeps them: what each is drawn as and what is asked of it. */

import { formId, LAYERS_FORM } from '../kit/ids';
import type { LocalDb } from '../kit/local-db';
import type { Form, Words } from '../questionnaire/form';

export type Shape = 'Point' | 'LineString' | 'Polygon';

export interface Layer {
  layer: string;
  label: Words;
  geometry: Shape[];
  /** How sensitive the layer is: 2 stays with the federation. */
  level: number;
  by_default: boolean;
  /** The letter before proposed numbers: T1, T2. */
  number: string;
  /** What is asked first of a point. */
  quick: string[];
  form: Form;
}

export interface Catalogue {
  form: string;
  layers: Layer[];
  /** The layers whose days are reported, with `report`. */
  reported: string[];
  report: Layer;
}

/** The layers in their newest version here, null before they came. */
export async function catalogueHere(db: LocalDb): Promise<Catalogue | null> {
  const kept = (await db.getAllKeys('forms')).map(String).filter((form) => formId(form) === LAYERS_FORM);
  const newest = kept.sort((a, b) => Number(a.split('@')[1]) - Number(b.split('@')[1])).at(-1);
  return newest ? ((await db.get('forms', newest)) as unknown as Catalogue) : null;
}

/** The layers a city maps, in the order they are offered: as its leaders chose, else the first four. */
export async function layersOf(db: LocalDb, city_id: string, { layers }: Catalogue): Promise<Layer[]> {
  const chosen = ((await db.get('meta', 'layers')) as Record<string, string[]> | undefined)?.[city_id];
  return layers.filter(({ layer, by_default }) => chosen?.includes(layer) ?? by_default);
}
