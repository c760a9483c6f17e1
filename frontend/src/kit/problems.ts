/** What went wrong, as the server told it (RFC 9457), and how to say it in the reader's language. */
import { tMaybe, type Facts } from './i18n.svelte';

export interface ProblemBody {
  type: string;
  title: string;
  status: number;
  detail?: string;
  [fact: string]: unknown;
}

/** `/problems/no-right` -> `no-right`. */
export const slugOf = (body: Pick<ProblemBody, 'type'>): string => body.type.split('/').pop() ?? 'unexpected';

export class Problem extends Error {
  readonly slug: string;
  readonly status: number;

  constructor(readonly body: ProblemBody) {
    super(body.title);
    this.slug = slugOf(body);
    this.status = body.status;
  }
}

/** No answer came: no signal, or the server is switched off. */
export const noNetwork = (): Problem => new Problem({ type: '/problems/no-network', title: 'No network', status: 0 });

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

/** Say whatever was thrown. */
export function faultWords(fault: unknown): string {
  if (fault instanceof Problem) return problemWords(fault.body);
  return problemWords({
    type: '/problems/unexpected',
    title: fault instanceof Error ? fault.message : String(fault),
    status: 0,
  });
}
