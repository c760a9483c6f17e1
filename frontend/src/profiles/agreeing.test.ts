import { expect, test } from 'vitest';
import { namesWhoAgreed } from './agreeing';

test('one name alone does not say who chose together', () => {
  for (const said of ['', 'Ana', ' Jun, ', '12']) expect(namesWhoAgreed(said), said).toBe(false);
});

test('two names, or a name and a group, do', () => {
  for (const said of ['Ana and Jun', 'Ana, Jun', 'Ana at mga lider ng bloke', 'Ana nevatungamiri'])
    expect(namesWhoAgreed(said), said).toBe(true);
});

test('the meeting does, in every language', () => {
  for (const said of ['The meeting', 'both teams', 'pulong', 'Musangano'])
    expect(namesWhoAgreed(said), said).toBe(true);
});
