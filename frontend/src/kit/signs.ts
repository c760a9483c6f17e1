/** Counts the signs of a text as the server does, so that nothing is cut and nothing too long is sent. Pure. */

/** The count is shown from here on: the last tenth, at most 200 signs. */
const NEAR = 200;

/** Signs that may still be written; below zero the text is too long by so many. */
export const signsLeft = (text: string, most: number): number => most - [...text.trim()].length;

/** Whether a text is longer than can be kept. */
export const tooLong = (text: string, most: number): boolean => signsLeft(text, most) < 0;

/** Codes of a few letters are full as soon as they are right: counting those would only puzzle. */
const WORTH_COUNTING = 40;

/** Whether the count helps: near the limit or over it. */
export const nearLimit = (text: string, most: number): boolean =>
  most >= WORTH_COUNTING && signsLeft(text, most) <= Math.min(NEAR, most / 10);

const LONG_SIGNS = 400;
const LONG_LINES = 6;

/** Whether a text is so long that a list shows only its beginning until asked. */
export const isLong = (text: string): boolean => text.length > LONG_SIGNS || text.split('\n').length > LONG_LINES;
