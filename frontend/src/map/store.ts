/** Keeps a boundary in the making: every GPS fix as it arrives, every corner as it is tapped, until the boundary is saved. */

import { changed } from '../kit/changes';
import { durably, personOf, PRACTICE, type Fix as KeptFix, type LocalDb } from '../kit/local-db';
import { copiesOf, copy, halfDoneOf, type HalfDone } from '../kit/second-copy';
import { standsFor } from '../sync/aliases';
import { aliasesHere, standsNow } from '../sync/store';
import { holds } from '../sync/unfinished';
import { range, walkName, type Count, type Draft, type Placing, type WalkFor } from './begun';
import type { Fix } from './walk';

type HalfKind = 'drawn' | 'count' | 'placing';

/** Fixes are copied so many at a time: a walk of an hour is not written anew with each of them. */
const COPIED_TOGETHER = 50;

function copyHalf(db: LocalDb, name: string, half: HalfDone | null): void {
  if (personOf(db) !== PRACTICE) copy(halfDoneOf(db.name), name, half);
}

async function copyWalk(db: LocalDb, walk: string, numbers: readonly number[]): Promise<void> {
  for (const part of new Set(numbers.map((n) => Math.floor(n / COPIED_TOGETHER)))) {
    const from = part * COPIED_TOGETHER;
    const fixes = await db.getAll('fixes', range(walk, from, from + COPIED_TOGETHER - 1));
    copyHalf(db, `walk.${walk}.${part}`, { fixes });
  }
}

/** Let go of copies, also of those made under the name of a profile that was joined to this one. */
async function forgetCopies(db: LocalDb, what: 'walk' | HalfKind, profile_id: string, of: WalkFor): Promise<void> {
  const aliases = await aliasesHere(db);
  for (const name of (await copiesOf(halfDoneOf(db.name))).keys()) {
    const [kind, walk = ''] = name.split('.');
    const [profile = ''] = walk.split('+');
    const same = walk === walkName(profile, of) && standsFor(aliases, profile) === profile_id;
    if (kind === what && same) copyHalf(db, name, null);
  }
}

/** Keep fixes, all or none; resolves when a power cut would not lose them. One that lies there already is not written over. */
export async function keepFixes(
  db: LocalDb,
  profileId: string,
  fixes: readonly Fix[],
  of: WalkFor = 'boundary',
): Promise<void> {
  const profile_id = walkName(await standsNow(db, profileId), of);
  let begun = false;
  const numbers = await durably(db, ['fixes'], async ({ store }) => {
    const written: number[] = [];
    for (const fix of fixes) {
      const there = await store.get([profile_id, fix.n]);
      if (there?.at === fix.at) continue; // it was kept before
      const last = there ? (await store.getAllKeys(range(profile_id))).at(-1) : undefined;
      const kept: KeptFix = { ...fix, profile_id, n: last ? last[1] + 1 : fix.n };
      await store.put(kept);
      written.push(kept.n);
    }
    if (written.length && (await store.count(range(profile_id))) === written.length) begun = true;
    return written;
  });
  if (begun) changed(); // the safety line tells of it
  await copyWalk(db, profile_id, numbers);
}

/** Let go of a walk, once what it is for is saved. */
export async function forgetFixes(db: LocalDb, profileId: string, of: WalkFor = 'boundary'): Promise<void> {
  const profile_id = await standsNow(db, profileId);
  await durably(db, ['fixes'], ({ store }) => store.delete(range(walkName(profile_id, of))));
  await forgetCopies(db, 'walk', profile_id, of);
}

/** Keep what was drawn so far; null once it is saved as an answer. The second copy does without what could be undone. */
export async function keepDraft(db: LocalDb, profileId: string, draft: Draft | null): Promise<void> {
  const bare = draft && { ...draft, past: [], future: [] };
  await keepHalf(db, 'corners', 'drawn', profileId, draft, bare);
}

/** Keep what was counted on a walk. */
export async function keepCount(db: LocalDb, profileId: string, count: Count): Promise<void> {
  await keepHalf(db, 'count', 'count', profileId, count);
}

/** Keep what is being put on the map of a settlement; null once it is there, or put aside. */
export async function keepPlacing(db: LocalDb, settlementId: string, placing: Placing | null): Promise<void> {
  await keepHalf(db, 'placing', 'placing', settlementId, placing);
}

/** What the safety line was told of: a walk, something else of a person, or nothing. */
const told = new Map<string, string>();

function tellLine(key: string, something: string): void {
  if (told.get(key) === something) return;
  told.set(key, something);
  changed();
}

/** Keep something half done under its kind and its profile; null once it is said. */
async function keepHalf(
  db: LocalDb,
  kind: string,
  copy_as: HalfKind,
  profileId: string,
  half: object | null,
  second = half,
): Promise<void> {
  const profile_id = await standsNow(db, profileId);
  const key = `${kind}/${profile_id}`;
  await durably<['meta'], unknown>(db, ['meta'], ({ store }) => (half ? store.put(half, key) : store.delete(key)));
  tellLine(`${db.name}/${key}`, half && holds(half) ? ('walking' in half && half.walking ? 'walk' : 'drawing') : '');
  if (half) copyHalf(db, `${copy_as}.${profile_id}`, { meta: [key, second] });
  else await forgetCopies(db, copy_as, profile_id, 'boundary');
}
