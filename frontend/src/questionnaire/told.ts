/** What is said about a workbook, the same sentence once with all its rows. Pure. */

import type { Told } from './publishing';

/** One sentence about a column: the rows it is said of, what stands in their cells; for a refused row, what it asks. */
export interface Sentence {
  sheet: string;
  column: string;
  reason: string;
  rows: number[];
  values: string[];
  question: string;
}

/** Put equal sentences together, in the order they are first said; a row with its own question stands alone. */
export function together(told: readonly Told[]): Sentence[] {
  const said = new Map<string, Sentence>();
  for (const { sheet, row, column, value, reason, question } of told) {
    const key = JSON.stringify([sheet, column, reason, question]);
    const one = said.get(key) ?? { sheet, column, reason, rows: [], values: [], question: question ?? '' };
    said.set(key, one);
    if (!one.rows.includes(row)) one.rows.push(row);
    if (value && !one.values.includes(value)) one.values.push(value);
  }
  return [...said.values()];
}
