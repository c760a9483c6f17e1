/** What a file asks before it can be read: in which coordinates it is, whether it is turned round, which layer is meant. */

import { Problem } from '../kit/problem';
import { number, t } from '../kit/i18n.svelte';
import type { WordKey } from '../kit/words/keys';
import type { ImportAnswers, ImportKind } from './importing';

export interface Offer {
  /** The name of what is converted from, of a layer. */
  name: string;
  answer: Partial<ImportAnswers>;
  /** What the list is one of, where this answer says so. */
  kind?: ImportKind;
  /** What the button says, where the name does not. */
  says?: WordKey;
}

export interface FileQuestion {
  about: 'coordinates' | 'turned' | 'layers' | 'wards';
  /** What the server says of the file. */
  words: string;
  offers: Offer[];
  /** Whether a code of a coordinate system may be typed. */
  typed: boolean;
}

interface Guess {
  code: string;
  name: string;
}

const listed = (told: unknown): unknown[] => (Array.isArray(told) ? told : []);

const facts = (body: Readonly<Record<string, unknown>>, ...names: string[]): Record<string, string> =>
  Object.fromEntries(names.map((name) => [name, number(Number(body[name] ?? 0))]));

/** Read what was answered as a question; null where it is a refusal. */
export function questionIn(fault: unknown): FileQuestion | null {
  if (!(fault instanceof Problem)) return null;
  const { body, slug } = fault;
  const words = body.detail ?? body.title;
  if (slug === 'file-turned')
    return { about: 'turned', words, offers: [{ name: '', answer: { turn: true } }], typed: false };
  if (slug === 'file-of-wards')
    return {
      about: 'wards',
      words: t('imports.wards', facts(body, 'larger', 'drawn', 'km2')),
      offers: [
        { name: 'places', says: 'imports.wards_places', answer: {}, kind: 'places' },
        { name: 'settlements', says: 'imports.wards_settlements', answer: { large: true } },
      ],
      typed: false,
    };
  if (slug === 'file-has-layers')
    return {
      about: 'layers',
      words,
      offers: listed(body['layers']).map((layer) => ({ name: String(layer), answer: { layer: String(layer) } })),
      typed: false,
    };
  if (slug !== 'file-not-degrees') return null;
  const declared = typeof body['crs_name'] === 'string' ? [{ code: 'file', name: body['crs_name'] }] : [];
  const guesses = listed(body['guesses']) as Guess[];
  const offers = [...declared, ...guesses].map(({ code, name }) => ({ name, answer: { convert_from: code } }));
  return { about: 'coordinates', words, offers, typed: declared.length === 0 };
}
