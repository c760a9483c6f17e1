/** What the safety line says: one line, always true, about where the answers are. Sync keeps it; every screen shows it. */

export type Safety =
  | { is: 'nothing' }
  | { is: 'saved'; n: number }
  | { is: 'waiting'; n: number }
  | { is: 'sending'; n: number }
  | { is: 'safe'; n: number; at: string }
  | { is: 'needs'; n: number; waiting: number }
  | { is: 'practice' }
  | Unfinished;

/** All that was said is safe, but this lies on this phone only, and may be gone on with at its address. */
export interface Unfinished {
  is: 'walk' | 'drawing' | 'count';
  href: string;
}

class SafetyNow {
  now = $state.raw<Safety | null>(null);
  /** How many files of other phones this one carries and has not delivered. */
  carried = $state(0);
}

export const safety = new SafetyNow();
