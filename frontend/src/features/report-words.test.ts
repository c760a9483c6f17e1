import { beforeAll, describe, expect, it } from 'vitest';
import { useWords } from '../kit/i18n.svelte';
import english from '../kit/words/points.en.json';
import type { Form } from '../questionnaire/form';
import type { Layer } from './catalogue';
import { reportWords } from './report-words';

const questions = {
  working: { type: 'select_one', choices: 'yes_no', label: { en: 'Does it work today?' } },
  reason: { type: 'select_one', choices: 'no_service_reason', label: { en: 'Why not?' } },
  pressure: { type: 'select_one', choices: 'pressure', label: { en: 'Pressure' } },
  price_20l: { type: 'decimal', unit: 'money', label: { en: 'Price of 20 litres' } },
  queue_min: { type: 'integer', unit: 'min', label: { en: 'How long do people queue?' } },
};
const choices = {
  pressure: [{ code: 'low', label: { en: 'Low' } }],
  no_service_reason: [{ code: 'broken', label: { en: 'Broken' } }],
};
const report = {
  quick: ['working', 'reason'],
  form: { sections: [{ questions: Object.keys(questions) }], questions, choices, answers: {} } as unknown as Form,
} as Layer;

describe('the card of a day', () => {
  beforeAll(() => useWords('en', english));

  it('tells what was added to it: pressure, price and queue', () => {
    const said = {
      working: { value: 'yes' },
      pressure: { value: 'low' },
      price_20l: { value: 5 },
      queue_min: { value: 20 },
    };
    expect(reportWords(said, report, 'PHP')).toBe(
      'Works · Pressure: Low · Price of 20 litres: PHP 5 · How long do people queue? 20 min',
    );
  });
  it('tells why nothing came, and says no more than was said', () => {
    expect(reportWords({ working: { value: 'no' }, reason: { value: 'broken' } }, report, '')).toBe(
      'Does not work · Broken',
    );
    expect(reportWords({ working: { value: 'yes' }, reason: { value: 'broken' } }, report, '')).toBe('Works');
    expect(reportWords({ working: { value: 'yes' } }, null, '')).toBe('Works');
    expect(reportWords({ pressure: { value: 'low' } }, report, '')).toBe('Not said · Pressure: Low');
  });
});
