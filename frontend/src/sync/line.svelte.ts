/** The state of the line to the server: whether something is on its way, and whether the server still knows this phone. */

class Line {
  sending = $state(false);
  /** The server does not know this phone (join again, nothing is lost) or has shut it out. */
  barred = $state<'unknown' | 'revoked' | null>(null);
}

export const line = new Line();
