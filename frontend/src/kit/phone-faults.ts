/** What can go wrong with the phone's own store, told apart by the names browsers give it. Pure. */
import { Problem } from './problem';

export type PhoneFault = 'phone-full' | 'store-newer' | 'store-held' | 'store-broken';

/** An operation on a broken, closing or vanished store; each browser has its own word for it. */
const NAMES: Record<string, PhoneFault> = {
  QuotaExceededError: 'phone-full',
  VersionError: 'store-newer',
  UnknownError: 'store-broken',
  InvalidStateError: 'store-broken',
  TimeoutError: 'store-broken',
  NotReadableError: 'store-broken',
  NotFoundError: 'store-broken',
};

export const phoneProblem = (slug: PhoneFault, told = ''): Problem =>
  new Problem({ type: `/problems/${slug}`, title: told || slug, status: 0 });

/** Name what the browser said of its store; null when it speaks of something else. */
export function phoneFault(fault: unknown): Problem | null {
  const { name = '', message = '' } = (fault ?? {}) as { name?: string; message?: string };
  const slug = NAMES[name];
  return slug ? phoneProblem(slug, `${name}: ${message}`) : null;
}

/** Whether this is a fault of the phone's own store. */
export const isPhoneFault = (fault: unknown): fault is Problem =>
  fault instanceof Problem &&
  Object.values(NAMES)
    .concat('store-held')
    .includes(fault.slug as PhoneFault);
