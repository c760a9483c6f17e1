/** The state of the line to the server: whether something is on its way, and whether the server still knows this phone. */

class Line {
  sending = $state(false);
  /** The server does not know this phone (join again, nothing is lost) or has shut it out. */
  barred = $state<'unknown' | 'revoked' | null>(null);
  /** The app is too old to fetch; what it sends is still taken. */
  too_old = $state(false);
  /** When the person writing last fetched; empty before that. */
  fetched_at = $state('');
  /** By how many seconds this phone's clock is ahead of the server's, as it was last seen. */
  ahead_s = $state<number | undefined>(undefined);
  /** Answers whose proof this phone cannot check: they are not called safe. */
  unproven = $state(0);
}

export const line = new Line();
