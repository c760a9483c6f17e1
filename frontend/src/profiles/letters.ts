/** The letters by which answers are told apart beside a map, in the order every phone shows them. Pure. */
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

export const letterOf = (at: number): string => LETTERS[at % LETTERS.length] ?? '';
