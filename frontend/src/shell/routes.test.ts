import { describe, expect, it } from 'vitest';
import type { Role } from '../people/rules';
import { find, mayOpen } from './routes';

const opens = (role: Role, address: string): boolean => {
  const found = find(address);
  return !!found && mayOpen(found.route, role);
};

describe('an address opened by hand', () => {
  it('shows a page of leaders to leaders only', () => {
    for (const address of ['#/people', '#/teams', '#/import', '#/forms', '#/city', '#/agreements/new']) {
      expect(opens('leader', address)).toBe(true);
      expect(opens('administrator', address)).toBe(true);
      for (const role of ['mapper', 'verifier', 'official', 'ward_official'] as const)
        expect(opens(role, address), `${role} at ${address}`).toBe(false);
    }
  });
  it('lets those who check read profiles, and officials what was agreed', () => {
    expect(opens('verifier', '#/review/1')).toBe(true);
    expect(opens('mapper', '#/review/1')).toBe(false);
    expect(opens('official', '#/agreements/1/releases/2')).toBe(true);
    expect(opens('mapper', '#/agreements')).toBe(false);
    expect(opens('official', '#/profiles/1/ask/water')).toBe(false);
    expect(opens('mapper', '#/files')).toBe(false);
  });
  it('may say where the person comes from', () => {
    const params = { id: '1', question: 'taps', from: 'handin' };
    expect(find('#/profiles/1/ask/taps?from=handin')?.params).toEqual(params);
    expect(find('#/profiles/1?id=2')?.params).toEqual({ id: '1' });
  });
  it('shows everybody what is open to everybody', () => {
    for (const role of ['mapper', 'official'] as const)
      for (const address of ['#/more', '#/practice', '#/welcome', '#/join/x']) expect(opens(role, address)).toBe(true);
  });
});
