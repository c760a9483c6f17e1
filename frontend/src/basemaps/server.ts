/** Asks the server for maps: which there are for this person, what each is, and its file from any byte on. */

import { ask, askRaw, type Schema } from '../kit/http';
import type { PackTold } from '../map/packs';
import { session } from '../people/session.svelte';
import type { Offered } from './rules';

const CUTTING_MS = 180_000; // a large map is cut when the first phone asks for it

const token = (): string | undefined => session.person?.token;

export const listOffered = async (): Promise<Offered[]> =>
  (await ask<Schema<'MapPacks'>>('/api/packs', { token: token() })).packs as Offered[];

export const tellOf = async (pack: string): Promise<PackTold> =>
  (await ask<Schema<'Manifest'>>(`/api/packs/${pack}`, { token: token(), patience_ms: CUTTING_MS })) as PackTold;

/** The file from a byte on; `whole` when the server sends all of it though only the rest was asked for. */
export async function fileFrom(
  { pack, version, sha256 }: PackTold,
  from: number,
): Promise<{ pieces: ReadableStreamDefaultReader<Uint8Array>; whole: boolean }> {
  const headers: Record<string, string> = from ? { Range: `bytes=${from}-`, 'If-Range': `"${sha256}"` } : {};
  const answer = await askRaw(`/api/packs/${pack}/${version}/file`, { token: token(), headers });
  return { pieces: answer.body!.getReader(), whole: answer.status === 200 };
}

/** How much of a settlement lies in each zone the city drew; for leaders. */
export const zonesOf = async (settlement_id: string): Promise<Schema<'SettlementZones'>> =>
  ask<Schema<'SettlementZones'>>(`/api/settlements/${settlement_id}/zones`, { token: token() });
