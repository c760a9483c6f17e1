/** Tell whether it is said who chose together: one person alone does not choose for others. Pure. */

const MEETING = /\b(meeting|everyone|everybody|all|both|pulong|lahat|musangano|vose|vese)\b/iu;
const AND = /[,;&+\n]|\s(?:and|at|na|ne|ni)\s|\sne(?=\p{L})|\sna(?=\p{L})/iu;

/** At least two people or groups are named, or the meeting. */
export function namesWhoAgreed(text: string): boolean {
  if (MEETING.test(text)) return true;
  return text.split(AND).filter((name) => /\p{L}/u.test(name)).length > 1;
}
