import { expect, test } from 'vitest';
import { together } from './told';

const told = { sheet: 'survey', column: 'appearance', value: 'horizontal', reason: 'Shown as usual.', question: '' };

test('the same note is said once with all its rows, another one apart', () => {
  const notes = [4, 9, 9, 12].map((row) => ({ ...told, row }));
  const other = { ...told, row: 5, column: 'label', value: '', reason: 'Kept.' };
  expect(together([notes[0]!, other, ...notes.slice(1)])).toEqual([
    {
      sheet: 'survey',
      column: 'appearance',
      reason: 'Shown as usual.',
      rows: [4, 9, 12],
      values: ['horizontal'],
      question: '',
    },
    { sheet: 'survey', column: 'label', reason: 'Kept.', rows: [5], values: [], question: '' },
  ]);
});
