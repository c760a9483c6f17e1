/** What the safety line says: one line, always true, about where the answers are. Sync keeps it; every screen shows it. */

export type Safety =
  | { is: 'saved' }
  | { is: 'waiting'; n: number }
  | { is: 'sending'; n: number }
  | { is: 'safe'; n: number; at: string }
  | { is: 'needs'; n: number }
  | { is: 'practice' };

class SafetyNow {
  now = $state.raw<Safety>({ is: 'saved' });
}

export const safety = new SafetyNow();
