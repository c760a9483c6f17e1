/** Which sounds are played with which question, what a sound is by its first bytes, and how large each may be. Pure. */

import type { Form } from '../questionnaire/form';

const MB = 1024 * 1024;
/** As app/spoken/rules.py holds them. */
export const PACK_LIMIT = 40 * MB;
export const SOUND_LIMIT = 2 * MB;
export const MOST_FILES = 4_000;

export const TYPES = {
  ogg: 'audio/ogg',
  webm: 'audio/webm',
  wav: 'audio/wav',
  mp3: 'audio/mpeg',
  m4a: 'audio/mp4',
} as const;
export type Kind = keyof typeof TYPES;

/** What a pack says of itself. */
export interface About {
  form: string;
  language: string;
  name: string;
  recorded_by: string;
  consent: string;
}

/** A pack on this phone: `sounds` by their name (`consent_collect`, `consent_collect.yes`) with where they stand in its file. */
export interface Installed extends About {
  pack_id: string;
  bytes: number;
  sounds: Record<string, { at: number; bytes: number; kind: Kind }>;
}

const startsWith = (bytes: Uint8Array, at: number, text: string): boolean =>
  [...text].every((sign, n) => bytes[at + n] === sign.charCodeAt(0));

/** What a sound is; null where these bytes begin none that a phone plays. */
export function kindOf(bytes: Uint8Array): Kind | null {
  if (startsWith(bytes, 0, 'OggS')) return 'ogg';
  if (startsWith(bytes, 0, '\x1a\x45\xdf\xa3')) return 'webm';
  if (startsWith(bytes, 0, 'RIFF') && startsWith(bytes, 8, 'WAVE')) return 'wav';
  if (startsWith(bytes, 4, 'ftyp')) return 'm4a';
  const frame = bytes[0] === 0xff && [0xe2, 0xe4, 0xe6].includes((bytes[1] ?? 0) & 0xe6);
  return startsWith(bytes, 0, 'ID3') || frame ? 'mp3' : null;
}

/** The name of a file without its folders and without what says its type. */
export const nameOf = (path: string): string => (path.split('/').at(-1) ?? '').replace(/\.[^.]*$/, '');

/** What computers put beside files by themselves. */
export const isTheComputers = (path: string): boolean =>
  /^__MACOSX\/|\/$|(^|\/)(\.[^/]*|Thumbs\.db|desktop\.ini)$/.test(path);

/** What a question sounds like, played one after the other: itself, then each choice that was recorded. */
export function heardWith({ sounds }: Pick<Installed, 'sounds'>, form: Form, name: string): string[] {
  const codes = (form.choices[form.questions[name]?.choices ?? ''] ?? []).map(({ code }) => `${name}.${code}`);
  return [name, ...codes].filter((one) => one in sounds);
}

/** Whether a pack speaks of a form, whatever the version. */
export const speaksOf = ({ form }: Pick<About, 'form'>, name: string): boolean => form === name.split('@')[0];

/** What is recorded question after question: what is put to people, the short form first. */
export function toRecord(form: Form): string[] {
  const asked = form.sections
    .flatMap(({ questions }) => questions)
    .filter((name) => {
      const question = form.questions[name];
      return question && !question.words_for && !/calc|note/.test(question.type) && !/auto|header/.test(question.ask);
    });
  return [
    ...asked.filter((name) => form.questions[name]?.core),
    ...asked.filter((name) => !form.questions[name]?.core),
  ];
}

/** What becomes of questions when sounds join those that are there. */
export interface Joined {
  stay: number;
  new: number;
  anew: number;
}

export type Heard = Record<'n' | 'all', number>;

/** How many of the questions put to people can be heard with a pack. */
export function heardOf({ sounds }: Pick<Installed, 'sounds'>, form: Form): Heard {
  const asked = toRecord(form);
  return { n: asked.filter((name) => name in sounds).length, all: asked.length };
}
