import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { codesPictured, iconOf, pictured } from './choice-icons';

/** Lists and their codes as the questionnaire's own text has them. */
const text = readFileSync(new URL('../../../app/questionnaire/choices.yaml', import.meta.url), 'utf8');

function codesOf(list: string): string[] {
  const at = text.indexOf(`\n${list}:\n`);
  if (at < 0) return [];
  const rest = text.slice(at + list.length + 3);
  const end = /\n\S/.exec(rest)?.index ?? rest.length;
  return [...rest.slice(0, end).matchAll(/^ {2}"?(\w+)"?:/gm)].map(([, code]) => code ?? '');
}

test.each(pictured())('every choice of %s has its picture, and no other', (list) => {
  expect([...codesPictured(list)].sort()).toEqual(codesOf(list).sort());
});

test.each(pictured())('no two choices of %s look alike', (list) => {
  const drawn = codesPictured(list).map((code) => iconOf(list, code));
  expect(new Set(drawn).size).toBe(drawn.length);
});

test('pictures are drawn strokes, not their names', () => {
  expect(iconOf('water_source', 'public_tap')).toMatch(/^<path /);
  expect(iconOf('section_code', 'a')).toBeUndefined();
});
