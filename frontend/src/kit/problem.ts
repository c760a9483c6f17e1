/** What went wrong, as the server told it (RFC 9457) or as the phone found it; knows no words, so that the worker can use it. */

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
