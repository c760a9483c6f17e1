/** Asks the server whose day a code is of that somebody read out; without signal nobody can tell. */
import { ask, type Schema } from '../kit/http';
import { session } from '../people/session.svelte';

export type CodeChecked = Schema<'CodeChecked'>;

export const checkCode = (code: string): Promise<CodeChecked> =>
  ask<CodeChecked>(`/api/sync/codes?code=${encodeURIComponent(code)}`, { token: session.person?.token });
