/** Counts answers as a person does: each question answered is one; a settlement, comment or decision as a whole is one. Pure. */
import type { OutboxEdit, OutboxState } from '../kit/wire';

/** Written by the app itself, not answered by anybody. */
const OWN_MARKS: readonly string[] = ['round'];

/** The answers of one edit that count: those the server did not refuse. */
export function answersOf({ edit, refused }: OutboxEdit): number {
  const paths = Object.keys(edit.set).filter((path) => !(refused && path in refused));
  return edit.kind === 'profile' ? paths.filter((path) => !OWN_MARKS.includes(path)).length : Math.min(1, paths.length);
}

/** The answers of all edits in these states. */
export const answersIn = (outbox: readonly OutboxEdit[], ...states: OutboxState[]): number =>
  outbox.filter(({ state }) => states.includes(state)).reduce((n, own) => n + answersOf(own), 0);

/** What needs the person: kept for the leader, or a single answer refused. */
export const needsPerson = (own: OutboxEdit): boolean =>
  own.state === 'parked' || Object.keys(own.refused ?? {}).length > 0;

/** Whether every answer refused in an edit was given anew since, and is proven on the server; `own` are all of its record. */
export const answeredAnew = ({ refused, made_n }: OutboxEdit, own: readonly OutboxEdit[]): boolean => {
  const later = own.filter((one) => one.state === 'safe' && one.made_n > made_n);
  const paths = Object.keys(refused ?? {});
  return (
    paths.length > 0 && paths.every((path) => later.some(({ edit, refused: not }) => path in edit.set && !not?.[path]))
  );
};
