/** What a server says of a whole person, not of an edit. */

/** The person does not write any more: what they wrote before is kept for a leader, and nothing is fetched; a server of the first release takes nothing. */
export const OF_THE_PERSON = 'officials-read-releases';
