/** Reads the report of an import: what would be taken, and which rows are refused and why. */

export interface RefusedRow {
  row: number;
  field: string | null;
  problem: string;
}

export interface ImportReport {
  read: number;
  taken: number;
  repaired: number;
  refused: RefusedRow[];
  unchanged: number;
}

/** Tell whether some rows were refused for an outline that a repair could mend. */
export function mayRepair(report: ImportReport): boolean {
  return report.refused.some((row) => row.field === 'boundary');
}

/** Tell whether taking the file would change anything. */
export function changesSomething(report: ImportReport): boolean {
  return report.taken > 0 || report.repaired > 0;
}

/** How many rows taking the file would keep. */
export function rowsToTake(report: ImportReport): number {
  return report.taken + report.repaired;
}

/** Keep the first rows of a long list; the count of all is said beside them. */
export function firstRows(report: ImportReport, most: number): RefusedRow[] {
  return [...report.refused].sort((one, other) => one.row - other.row).slice(0, most);
}
