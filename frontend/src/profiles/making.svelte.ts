/** A boundary being made on this phone: every GPS fix and every step kept as it comes, gone on with wherever it was left. */

import { draftOf, fixesOf, type Draft } from '../map/begun';
import type { CornerOf, DrawnLine } from '../map/map';
import { snapped, type Neighbour, type Snapped } from '../map/snapping';
import type { BoundaryGeometry, Position } from '../map/rules';
import { touched, toldWalked } from '../map/rings';
import { forgetFixes, keepDraft, keepFixes } from '../map/store';
import { gapsOf, walkOf, type Fix } from '../map/walk';
import type { Walking } from '../map/walking.svelte';
import type { LocalDb } from '../kit/local-db';
import { gapsTold, look, toldApart } from './drawing';
import {
  added,
  closedNow,
  EMPTY,
  goOnWith,
  inserted,
  movedTo,
  openRing,
  removed,
  takesCorners,
  takenBack,
  walkedIn,
  walkEnded,
} from './sketching';
import { Track } from './track.svelte';
import { Writing } from './writing.svelte';

const THUMB_PX = 22; // a thumb's doubt around the place it touches
const SNAP_PX = 14;
const SIDE_PX = 16;
const TOLD_FIXES = 15; // so long it is told that a walk went on by itself

/** What the page shows of it now: how to draw is being chosen, a line is walked, or lines are tapped and changed. */
export type Way = 'choosing' | 'walking' | 'drawing';

interface Moving extends CornerOf {
  to: Position;
}

export class Making {
  draft = $state.raw<Draft>(EMPTY);
  way = $state<Way>('choosing');
  ready = $state(false);
  /** It went on by itself after the page was away. */
  wentOn = $state(false);
  chosen = $state.raw<CornerOf | null>(null);
  /** The neighbour on whose line the last corner was put. */
  onLine = $state<string | null>(null);
  expected = $state.raw<Position | null>(null);
  neighbours = $state.raw<readonly Neighbour[]>([]);
  #moving = $state.raw<Moving | null>(null);
  #leftAt = 0;
  readonly #db: LocalDb;
  readonly #id: string;

  readonly walked = $derived(walkedIn(this.draft, this.fixes));
  readonly walk = $derived(walkOf(this.walked));
  readonly rings = $derived.by(() => {
    const moving = this.#moving;
    if (!moving) return this.draft.rings;
    return movedTo(this.draft, moving.ring, moving.corner, moving.to).rings;
  });
  readonly open = $derived(openRing(this.draft));
  /** What the open line is closed as, in a word's key. */
  readonly closing = $derived.by(() => {
    const ring = this.way === 'walking' ? undefined : this.draft.rings[this.open];
    if (this.draft.rings.length <= (ring ? 1 : 0)) return 'boundary.close' as const;
    return `boundary.close.${(ring ? ring.pocket && 'pocket' : this.draft.next) || 'part'}` as const;
  });
  readonly drawn = $derived.by(() => {
    if (this.way !== 'walking') return look(this.rings, this.expected);
    return look([...this.rings, { corners: this.walk.line, closed: false }], this.expected);
  });
  /** The corners a sentence names: the ends of two sides that cross, else the one that is chosen. */
  readonly named = $derived.by((): readonly CornerOf[] => {
    const [crossing] = this.drawn.crossings;
    if (!crossing) return this.chosen ? [this.chosen] : [];
    if (crossing.sides[0].ring !== crossing.sides[1].ring) return [];
    return crossing.sides.flatMap(({ ring, side }) => {
      const count = this.lines[ring]?.corners.length ?? 1;
      return [side, (side + 1) % count].map((corner) => ({ ring, corner }));
    });
  });
  readonly gaps = $derived(this.way === 'walking' ? gapsTold(this.walk.gaps) : toldApart(this.rings));
  readonly lines = $derived.by((): DrawnLine[] => {
    if (this.way !== 'walking') return [...toldWalked(this.rings)];
    const pocket = this.draft.next === 'pocket';
    return [
      ...this.rings,
      { corners: this.walk.line, gaps: gapsOf(this.walk), closed: false, following: true, pocket },
    ];
  });

  /** Every fix and every step, as it comes; what cannot be written stays here, is told, and is tried again. */
  readonly writing = new Writing<Record<string, { fix?: Fix; drawn?: Draft }>>(async (set) => {
    const parts = Object.values(set);
    const arrived = parts.flatMap(({ fix }) => fix ?? []);
    if (arrived.length) await keepFixes(this.#db, this.#id, arrived);
    for (const { drawn } of parts) if (drawn) await keepDraft(this.#db, this.#id, drawn);
  });

  readonly #track: Track;

  /** `followed` is told where the walker is. */
  constructor(db: LocalDb, id: string, followed: (fix: Fix) => void) {
    this.#db = db;
    this.#id = id;
    this.#track = new Track((fix) => {
      this.writing.say({ [fix.n]: { fix } });
      if (fix.n > this.#leftAt + TOLD_FIXES) this.wentOn = false;
      followed(fix);
    });
  }

  get walking(): Walking {
    return this.#track.walking;
  }

  get fixes(): Fix[] {
    return this.#track.fixes;
  }

  /** Go on with what lies on this phone, else with what stands as the answer. A walk goes on by itself. */
  async begin(stands: BoundaryGeometry | null, saw: readonly string[]): Promise<void> {
    const [kept, fixes] = await Promise.all([draftOf(this.#db, this.#id), fixesOf(this.#db, this.#id)]);
    this.#track.fixes = fixes;
    this.draft = goOnWith(kept, stands, fixes, saw);
    this.goOn();
    if (this.draft.walking && !this.draft.paused) {
      this.wentOn = this.walked.length > 0;
      this.#leftAt = this.#track.last;
      this.walking.start(true);
    }
    this.ready = true;
  }

  /** Show what the drawing is at: a walk, lines, or nothing yet. */
  goOn(): void {
    this.way = this.draft.walking ? 'walking' : this.draft.rings.length || this.draft.next ? 'drawing' : 'choosing';
    this.chosen = null;
  }

  /** The drawing after a step, shown and written down. */
  take(next: Draft): void {
    if (next === this.draft) return;
    this.draft = next;
    this.onLine = null;
    this.writing.say({ drawn: { drawn: $state.snapshot(next) as Draft } });
  }

  /** Walk a line: from here on the phone follows. */
  follow(draft = this.draft): void {
    this.take({ ...draft, walking: true, paused: false });
    this.way = 'walking';
    this.chosen = null;
    this.walking.start(this.walked.length > 0);
  }

  pause(): void {
    this.walking.pause();
    this.wentOn = false;
    this.take({ ...this.draft, paused: true });
  }

  endWalk(how: 'closed' | 'tapping'): void {
    this.walking.pause();
    this.take(walkEnded({ ...this.draft, paused: false }, this.fixes, how));
    this.way = 'drawing';
  }

  takeBack(metres: number): void {
    this.take(takenBack(this.draft, this.fixes, metres));
  }

  /** A step after which something else may be the thing to show: begin again, bring back. */
  jump(next: Draft): void {
    const walks = this.walking.on && !!next.walking;
    if (!walks) this.walking.pause();
    this.take({ ...next, paused: !walks });
    this.goOn();
  }

  /** Undo or do again: an empty drawing stays on the map. */
  turn(next: Draft): void {
    const { way } = this;
    this.jump(next);
    if (way === 'drawing' && this.way === 'choosing') this.way = 'drawing';
  }

  /** A thumb came down: on a corner it chooses it, on a side it puts one in, elsewhere it adds one to the open line. */
  tap(at: Position, metres_per_pixel: number): void {
    if (this.way !== 'drawing') return;
    const open = this.draft.rings[this.open];
    const found = touched(this.draft.rings, at, THUMB_PX * metres_per_pixel);
    if (found?.corner !== undefined) {
      const closes = found.ring === this.open && found.corner === 0 && (open?.corners.length ?? 0) > 2;
      if (closes) return this.take(closedNow(this.draft));
      this.chosen = { ring: found.ring, corner: found.corner };
      return;
    }
    if (takesCorners(this.draft)) return this.add(at, metres_per_pixel);
    this.chosen = null;
    const side = touched(this.draft.rings, at, SIDE_PX * metres_per_pixel);
    if (side?.side !== undefined) this.insert(side.ring, side.side, side.at);
  }

  add(at: Position, metres_per_pixel: number): void {
    const near = this.#near(at, metres_per_pixel);
    this.chosen = null;
    this.take(added(this.draft, near?.at ?? at));
    this.onLine = near?.name ?? null;
  }

  insert(ring: number, side: number, at: Position): void {
    this.take(inserted(this.draft, ring, side, at));
    this.chosen = { ring, corner: side + 1 };
  }

  remove({ ring, corner }: CornerOf): void {
    this.chosen = null;
    this.take(removed(this.draft, ring, corner));
    if (!this.draft.rings.length) this.goOn();
  }

  /** A corner is on its way under the thumb, and in the end put down. */
  move(ring: number, corner: number, to: Position, how: { metres_per_pixel: number; done: boolean }): void {
    if (this.way !== 'drawing') return;
    const near = this.#near(to, how.metres_per_pixel);
    const at = near?.at ?? to;
    this.chosen = { ring, corner };
    this.#moving = how.done ? null : { ring, corner, to: at };
    if (how.done) this.take(movedTo(this.draft, ring, corner, at));
    this.onLine = near?.name ?? null;
  }

  #near(at: Position, metres_per_pixel: number): Snapped | null {
    return snapped(at, this.neighbours, SNAP_PX * metres_per_pixel);
  }

  /** Let go of what was half done: it is the answer now. */
  async finish(): Promise<void> {
    await keepDraft(this.#db, this.#id, null);
    await forgetFixes(this.#db, this.#id);
  }
}
