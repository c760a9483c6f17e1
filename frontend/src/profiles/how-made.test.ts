import { beforeAll, describe, expect, it } from 'vitest';
import { useWords } from '../kit/i18n.svelte';
import english from '../kit/words/questionnaire.en.json';
import type { Form } from '../questionnaire/form';
import { howMade } from './how-made';

const form = {
  questions: { boundary_method: { type: 'select_one', choices: 'boundary_method' } },
  choices: {
    boundary_method: [
      { code: 'walked_gps', label: { en: 'Walked with GPS' } },
      { code: 'corners_tapped', label: { en: 'Corners tapped on the phone' } },
      { code: 'imported', label: { en: 'Imported' } },
    ],
  },
  answers: {},
} as unknown as Form;
const drew = (edit_id: string, by: string) => ({ edit_id, by, answer: { value: {}, source: 'observed' as const } });
const way = (edit_id: string, by: string, value: string) => ({ edit_id, by, answer: { value } });

describe('of two boundaries that were both seen on the ground', () => {
  beforeAll(() => useWords('en', english));
  const fields = { boundary_method: [way('1', 'ana', 'walked_gps'), way('2', 'jun', 'corners_tapped')] };

  it('the one that was walked and the one that was tapped are told apart', () => {
    expect(howMade(fields, drew('1', 'ana'), form)).toBe('Walked with GPS');
    expect(howMade(fields, drew('2', 'jun'), form)).toBe('Corners tapped on the phone');
  });
  it('how it was made is also told where it was put right later, and how it was found where nobody said', () => {
    expect(howMade({ boundary_method: [way('9', 'ana', 'imported')] }, drew('1', 'ana'), form)).toBe('Imported');
    expect(howMade(fields, drew('3', 'luz'), form)).toBe('Seen');
  });
  it('nobody is told to have walked a boundary who walked another one', () => {
    const twice = { boundary_method: [way('1', 'ana', 'walked_gps'), way('2', 'ana', 'corners_tapped')] };
    expect(howMade(twice, drew('3', 'ana'), form)).toBe('Seen');
  });
});
