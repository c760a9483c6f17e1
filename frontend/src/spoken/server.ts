/** Asks the server about recorded questions: which there are, their parts, and brings new ones. */

import { ask, askRaw, type Schema } from '../kit/http';
import { Problem } from '../kit/problem';
import { session } from '../people/session.svelte';
import type { Joined } from './rules';

export type PackListed = Schema<'PackListed'>;
export type PackShown = Schema<'PackShown'>;
export type PackTaken = Schema<'PackTaken'>;

const PATIENCE_MS = 600_000; // forty megabytes on a slow line

const token = (): string | undefined => session.person?.token;

export const listPacks = async (): Promise<PackListed[]> =>
  (await ask<Schema<'PacksListed'>>('/api/sounds', { token: token() })).packs;

export const packShown = (pack_id: string): Promise<PackShown> => ask(`/api/sounds/${pack_id}`, { token: token() });

export async function fetchPart(pack_id: string, n: number): Promise<Uint8Array<ArrayBuffer>> {
  const answer = await askRaw(`/api/sounds/${pack_id}/parts/${n}`, { token: token() });
  return new Uint8Array(await answer.arrayBuffer());
}

/** Bring sounds; those in the pack that `replaces` names may be replaced, for somebody was told and said yes. */
export async function bring(file: Blob, replaces = ''): Promise<PackTaken> {
  const body = new FormData();
  body.append('file', file, 'sounds.zip');
  return ask(`/api/sounds?replaces=${replaces}`, { method: 'POST', body, token: token(), patience_ms: PATIENCE_MS });
}

export async function removePack(pack_id: string): Promise<void> {
  await askRaw(`/api/sounds/${pack_id}`, { method: 'DELETE', token: token() });
}

/** What the server could not take: each file and in one word why. */
export interface Refused {
  file: string;
  why: string;
}

export function refusedIn(fault: unknown): Refused[] | null {
  if (!(fault instanceof Problem) || fault.slug !== 'sound-pack-refused') return null;
  return Array.isArray(fault.body['refused']) ? (fault.body['refused'] as Refused[]) : [];
}

/** What a yes would do to the sounds that are there, whose they are, and the pack they stand in. */
export interface Replaced extends Joined {
  of: string;
  language: string;
  pack_id: string;
}

export const replacedIn = (fault: unknown): Replaced | null =>
  fault instanceof Problem && fault.slug === 'sounds-replaced' ? (fault.body as unknown as Replaced) : null;

/** Why a file could not be opened, in one word. */
export const whyUnreadable = (fault: unknown): string | null =>
  fault instanceof Problem && fault.slug === 'sound-pack-unreadable' ? String(fault.body['why']) : null;
