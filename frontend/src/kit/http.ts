/** Asks the server; only sync, people, agreed and the pages that import lists and forms may. */
import type { components } from '../api/schema';
import { Problem, noNetwork, type ProblemBody } from './problem';

/** A shape as the server describes it (OpenAPI); `npm run api` renews them all. */
export type Schema<Name extends keyof components['schemas']> = components['schemas'][Name];

export interface Asking {
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** A JSON value, a form, or bytes that are already written (then give their headers). */
  body?: unknown;
  token?: string | undefined;
  headers?: Record<string, string>;
  patience_ms?: number;
}

const written = (body: unknown): BodyInit | undefined => {
  if (body === undefined) return undefined;
  return body instanceof FormData || body instanceof Blob ? body : JSON.stringify(body);
};

function headersOf({ body, token, headers }: Asking): Record<string, string> {
  const json = body !== undefined && !(body instanceof FormData) && !(body instanceof Blob);
  return {
    ...(json ? { 'Content-Type': 'application/json' } : {}),
    ...(token ? { Authorization: `Bearer ${token}` } : {}),
    ...headers,
  };
}

async function problemOf(answer: Response): Promise<Problem> {
  const plain: ProblemBody = { type: '/problems/unexpected', title: answer.statusText, status: answer.status };
  if (!answer.headers.get('Content-Type')?.includes('problem+json')) return new Problem(plain); // a portal's, a proxy's
  const body = (await answer.json().catch(() => plain)) as Partial<ProblemBody>;
  return new Problem({ ...plain, ...body });
}

/** Ask and return the answer; throws Problem, `no-network` when none came. */
export async function askRaw(path: string, asking: Asking = {}): Promise<Response> {
  const body = written(asking.body);
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), asking.patience_ms ?? 60_000);
  try {
    const answer = await fetch(path, {
      method: asking.method ?? 'GET',
      headers: headersOf(asking),
      signal: stop.signal,
      ...(body === undefined ? {} : { body }),
    }).catch(() => {
      throw noNetwork();
    });
    if (!answer.ok) throw await problemOf(answer);
    return answer;
  } finally {
    clearTimeout(timer);
  }
}

/** Ask and read the JSON answer. */
export async function ask<Answer>(path: string, asking: Asking = {}): Promise<Answer> {
  const answer = await askRaw(path, asking);
  return (await answer.json().catch(() => {
    throw noNetwork(); // the line broke in the middle of the answer
  })) as Answer;
}
