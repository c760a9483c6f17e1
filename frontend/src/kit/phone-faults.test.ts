import { describe, expect, it } from 'vitest';
import { isPhoneFault, phoneFault, phoneProblem } from './phone-faults';
import { noNetwork } from './problem';

const named = (name: string): DOMException => new DOMException('told by the browser', name);

describe('what a browser says of its store', () => {
  it.each([
    ['QuotaExceededError', 'phone-full'],
    ['VersionError', 'store-newer'],
    ['UnknownError', 'store-broken'],
    ['InvalidStateError', 'store-broken'],
    ['TimeoutError', 'store-broken'],
  ])('%s is %s', (name, slug) => {
    expect(phoneFault(named(name))?.slug).toBe(slug);
  });

  it('is nothing of the store when it names another thing, or nothing at all', () => {
    expect(phoneFault(named('AbortError'))).toBeNull();
    expect(phoneFault(new TypeError('a fault of ours'))).toBeNull();
    expect(phoneFault(undefined)).toBeNull();
  });

  it('is told apart from what the line says', () => {
    expect(isPhoneFault(phoneProblem('store-held'))).toBe(true);
    expect(isPhoneFault(noNetwork())).toBe(false);
  });
});
