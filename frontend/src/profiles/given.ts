/** Who of the team asks which section: yours first, the others' named; nobody is kept from answering any. Pure. */

import { ASKED_BY } from '../settlements/here';

/** The field of a settlement that says who asks a section. */
export const fieldOf = (section: string): string => `${ASKED_BY}${section}`;

type Fields = Record<string, readonly { answer: unknown }[]>;

/** Who asks each section: nobody in particular, one person, or two where two phones gave it apart. */
export type Given = Record<string, readonly string[]>;

/** What the settlement's fields say of the sections that were given to somebody. */
export function givenIn(fields: Fields, sections: readonly string[]): Given {
  const to = (section: string): string[] =>
    (fields[fieldOf(section)] ?? [])
      .map(({ answer }) => (answer as { value?: unknown } | null)?.value)
      .filter((person) => typeof person === 'string');
  return Object.fromEntries(
    sections.flatMap((section) => (to(section).length ? [[section, [...new Set(to(section))]]] : [])),
  );
}

/** The sections given to this person, and those with others, each in the order of the meeting. */
export function sharedOut(
  sections: readonly string[],
  given: Given,
  person: string,
): Record<'yours' | 'others', string[]> {
  const somebodys = sections.filter((section) => given[section]);
  const yours = somebodys.filter((section) => given[section]?.includes(person));
  return { yours, others: somebodys.filter((section) => !yours.includes(section)) };
}
