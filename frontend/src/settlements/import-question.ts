/** What a file asks before it can be read: in which coordinates it is, whether it is turned round, which layer is meant. */

import { Problem } from '../kit/problem';
import type { ImportAnswers } from './importing';

export interface Offer {
  /** The name of what is converted from, of a layer. */
  name: string;
  answer: Partial<ImportAnswers>;
}

export interface FileQuestion {
  about: 'coordinates' | 'turned' | 'layers';
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

/** Read what was answered as a question; null where it is a refusal. */
export function questionIn(fault: unknown): FileQuestion | null {
  if (!(fault instanceof Problem)) return null;
  const { body, slug } = fault;
  const words = body.detail ?? body.title;
  if (slug === 'file-turned')
    return { about: 'turned', words, offers: [{ name: '', answer: { turn: true } }], typed: false };
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
