import { afterEach, expect, test, vi } from 'vitest';
import { useWords } from '../kit/i18n.svelte';
import en from '../kit/words/spoken.en.json';
import { Bringing, joinedInWords } from './bringing.svelte';

const TOLD = { stay: 2, new: 1, anew: 1, of: 'Tariro', language: 'Shona', pack_id: 'abc' };
const REPLACED = { type: '/problems/sounds-replaced', title: 'There already', status: 409, ...TOLD };

afterEach(() => vi.unstubAllGlobals());

test('sounds that would replace others are sent again only with the pack that a person was told of', async () => {
  const sent: string[] = [];
  vi.stubGlobal('fetch', (address: string | URL | Request) => {
    sent.push(address instanceof Request ? address.url : address.toString());
    return Promise.resolve(
      sent.length === 1
        ? new Response(JSON.stringify(REPLACED), {
            status: 409,
            headers: { 'Content-Type': 'application/problem+json' },
          })
        : Response.json({ ...TOLD, name: 'Shona', missing: [] }),
    );
  });
  const bringing = new Bringing();
  const file = (): Promise<Blob> => Promise.resolve(new Blob(['PK']));
  expect(await bringing.send(file)).toBe(false);
  expect(bringing.asks).toMatchObject(TOLD);
  expect(bringing.acting.wrong).toBeNull();
  expect(await bringing.send(file, bringing.asks?.pack_id)).toBe(true);
  expect(sent.map((address) => address.split('?')[1])).toEqual(['replaces=', 'replaces=abc']);
  expect(bringing.asks).toBeNull();
});

test('what joins is told in one sentence', () => {
  useWords('en', en);
  expect(joinedInWords({ stay: 2, new: 1, anew: 0 })).toBe('2 questions stay, 1 is new, 0 are spoken anew.');
});
