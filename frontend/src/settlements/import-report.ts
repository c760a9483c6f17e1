/** Reads the report of an import: what would be taken, and which rows are refused and why. */

import type { Schema } from '../kit/http';

/** Row 1 is the first after the headings; `taken` counts new and changed rows, those repaired among them. */
export type ImportReport = Schema<'ImportReport'>;
/** One row, or one cell of it, that was not taken. */
export type RowProblem = Schema<'RowProblem'>;

/** Tell whether some rows were refused for an outline that a repair could mend. */
export function mayRepair(report: ImportReport): boolean {
  return report.refused.some((row) => row.field === 'geometry');
}

/** Keep the first rows of a long list in the order of the file; the count of all is said beside them. */
export function firstRows(rows: readonly RowProblem[], most: number): RowProblem[] {
  return [...rows].sort((one, other) => one.row - other.row).slice(0, most);
}
