/** How to say what went wrong in the reader's language. */
import { tMaybe, type Facts } from './i18n.svelte';
import { phoneFault } from './phone-faults';
import { Problem, slugOf, type ProblemBody } from './problem';

export { noNetwork, Problem, slugOf, type ProblemBody } from './problem';

function sayable(body: ProblemBody): Facts {
  const plain = Object.entries(body).filter(([, fact]) => typeof fact === 'string' || typeof fact === 'number');
  return Object.fromEntries(plain) as Facts;
}

/** Say a problem in plain words; the server's own title when this language has none. */
export function problemWords(body: ProblemBody): string {
  return tMaybe(`problem.${slugOf(body)}`, sayable(body)) ?? body.detail ?? body.title;
}

/** What is wrong with single parts of what was sent, by the name of the part (the last word of its pointer). */
export function faultsByPart(fault: unknown): Record<string, string> {
  const told = fault instanceof Problem ? fault.body['errors'] : null;
  if (!Array.isArray(told)) return {};
  const parts = (told as { detail?: unknown; pointer?: unknown }[]).map(({ detail, pointer }) => [
    String(pointer ?? '')
      .split('/')
      .pop() ?? '',
    String(detail ?? ''),
  ]);
  return Object.fromEntries(parts.filter(([part, detail]) => part && detail)) as Record<string, string>;
}

/** What went wrong, said already in the words of the page that knows it best. */
export class InWords extends Error {}

/** Say whatever was thrown. */
export function faultWords(fault: unknown): string {
  if (fault instanceof InWords) return fault.message;
  const known = fault instanceof Problem ? fault : phoneFault(fault);
  if (known) return problemWords(known.body);
  return problemWords({
    type: '/problems/unexpected',
    title: fault instanceof Error ? fault.message : String(fault),
    status: 0,
  });
}
