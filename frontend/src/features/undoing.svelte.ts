/** What was done last on the map of a settlement and can be undone: it outlasts the page, for an act often leads to another. */

export interface Done {
  settlement_id: string;
  words: string;
  back: () => Promise<void>;
}

class LastDone {
  now = $state.raw<Done | null>(null);
}

export const lastDone = new LastDone();
