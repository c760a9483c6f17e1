/** The letters by which answers are told apart beside a map, in the order every phone shows them. Pure. */
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

export const letterOf = (at: number): string => LETTERS[at % LETTERS.length] ?? '';

/** The hour it was where it was said, where one person gave several of the answers on one day: nothing else tells them apart. */
export function hourOf(one: Said, among: readonly Said[]): string {
  const day = one.made_at.slice(0, 10);
  const others = among.filter((other) => other !== one && other.by === one.by && other.made_at.slice(0, 10) === day);
  return others.length ? one.made_at.slice(11, 16) : '';
}

/** All of it was said by one person, as by two phones or before and after a meeting. */
export const saidByOne = (among: readonly Said[]): boolean => new Set(among.map(({ by }) => by)).size === 1;

interface Said {
  by: string;
  made_at: string;
}
