import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const FOLDER = new URL('.', import.meta.url).pathname;
const SRC = join(FOLDER, '..', '..');
type Sentence = string | Record<string, string>;

const words = (language: string): Record<string, Sentence> => {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith(`.${language}.json`));
  return Object.assign({}, ...files.map((name) => JSON.parse(readFileSync(join(FOLDER, name), 'utf8')) as object));
};
const forms = (sentence: Sentence | undefined): string[] =>
  typeof sentence === 'string' ? [sentence] : Object.values(sentence ?? {});
const holes = (text: string): string[] => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort();

const code = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.(svelte|ts)$/.test(name) && !name.includes('.test.'))
  .map((name) => readFileSync(join(SRC, name), 'utf8'))
  .join('\n');
const beginnings = [...code.matchAll(/`([a-z_]+(?:\.[a-z_]+)*[._])\$\{/g)].map(([, start]) => start ?? '');

const english = words('en');

describe('the words', () => {
  it.each(['fil', 'sn'])('of the draft %s say nothing English does not say, with the same facts', (language) => {
    for (const [key, sentence] of Object.entries(words(language))) {
      expect(english, `${key} is not in English`).toHaveProperty([key]);
      const known = new Set(forms(english[key]).flatMap(holes));
      for (const text of forms(sentence))
        for (const hole of holes(text)) expect(known, `${key} in ${language}`).toContain(hole);
    }
  });

  it.each(['fil', 'sn'])('have a draft for every sentence in %s', (language) => {
    const drafted = words(language);
    expect(Object.keys(english).filter((key) => !(key in drafted))).toEqual([]);
  });

  const ofSeveral = (language: string): boolean => {
    const rules = new Intl.PluralRules(language);
    return Array.from({ length: 99 }, (_, n) => n + 2).some((n) => rules.select(n) === 'one');
  };

  it.each(['en', 'fil', 'sn'])(
    'say how many there are wherever one form of %s is said of one and of several',
    (language) => {
      if (!ofSeveral(language)) return;
      const alone = Object.entries(words(language)).filter(
        ([, said]) => typeof said === 'object' && said['other']?.includes('{n}') && !said['one']?.includes('{n}'),
      );
      expect(alone.map(([key]) => key)).toEqual([]);
    },
  );

  it('of Filipino are held to it: its one is said of two and of three', () => {
    expect(['en', 'fil', 'sn'].filter(ofSeveral)).toEqual(['fil']);
  });

  it('of Filipino tell more pages, more to draw, another kind of structure and something else apart', () => {
    const keys = ['shell.tab_more', 'boundary.change', 'count.other', 'points.other_kind', 'parked.another'];
    expect(new Set(keys.map((key) => words('fil')[key])).size).toBe(keys.length);
  });

  it('are all said somewhere', () => {
    const said = (key: string): boolean =>
      code.includes(`'${key}'`) || beginnings.some((start) => key.startsWith(start)) || key.startsWith('problem.');
    expect(Object.keys(english).filter((key) => !said(key))).toEqual([]);
  });

  it('never speak of the machinery', () => {
    const machinery = /\b(sync|submit|record(?! the)|entity|conflict|server error|null|undefined)\b/i;
    const found = Object.entries(english).filter(([, sentence]) =>
      forms(sentence).some((text) => machinery.test(text)),
    );
    expect(found.map(([key]) => key)).toEqual([]);
  });
});
