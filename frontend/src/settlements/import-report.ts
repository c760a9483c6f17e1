/** Reads the report of an import: what would be taken, and which rows are refused and why. */

/** One row, or one cell of it, that was not taken; row 1 is the first after the headings. */
export interface RowProblem {
  row: number;
  field: string;
  problem: string;
}

export interface ImportReport {
  read: number;
  /** New and changed rows, those repaired among them. */
  taken: number;
  repaired: number;
  refused: RowProblem[];
  unchanged: number;
  /** Single cells of taken rows that could not be read. */
  left_out: RowProblem[];
  columns_not_used: string[];
  notes: string[];
}

/** Tell whether some rows were refused for an outline that a repair could mend. */
export function mayRepair(report: ImportReport): boolean {
  return report.refused.some((row) => row.field === 'geometry');
}

/** Keep the first rows of a long list in the order of the file; the count of all is said beside them. */
export function firstRows(rows: readonly RowProblem[], most: number): RowProblem[] {
  return [...rows].sort((one, other) => one.row - other.row).slice(0, most);
}
