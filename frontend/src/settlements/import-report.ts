/** Reads the report of an import: what would be taken, and which rows are refused and why. */

import type { Schema } from '../kit/http';
import { number, t } from '../kit/i18n.svelte';

/** Row 1 is the first after the headings; `taken` counts new and changed rows, those repaired among them. */
export type ImportReport = Schema<'ImportReport'>;
/** One row, or one cell of it, that was not taken. */
export type RowProblem = Schema<'RowProblem'>;

/** A row that may be a place we know. */
export type MatchShown = Schema<'MatchShown'>;
/** A boundary the file draws anew. */
export type Redrawn = Schema<'Redrawn'>;
/** What a row would change in a record we know, and one answer of it. */
export type RowChange = Schema<'RowChange'>;
export type FieldChange = Schema<'FieldChange'>;
/** A row that would lie over another settlement. */
export type OverKnown = Schema<'OverKnown'>;
/** What became of a list that was taken back. */
export type TakenBack = Schema<'TakenBack'>;
/** The rows of a file that lie over each other. */
export type EachOther = Schema<'EachOther'>;

/** Tell whether some rows were refused for an outline that a repair could mend. */
export function mayRepair(report: ImportReport): boolean {
  return report.refused.some((row) => row.way_out === 'repair');
}

/** What a switch says before it explains itself. */
const short = (label: string): string => label.split(/[;,]/)[0] ?? label;

/** Why a row is refused, and which switch of the page takes it all the same. */
export function whyRefused({ problem, way_out }: RowProblem): string {
  const way = { repair: 'import.repair', large: 'imports.large' } as const;
  const end = /[.!?]$/.test(problem) ? '' : '.';
  return way_out ? `${problem}${end} ${t('imports.way_out', { way: short(t(way[way_out])) })}` : problem;
}

/** How many rows were refused, however many of their cells were at fault. */
export const rowsRefused = (report: ImportReport): number => new Set(report.refused.map(({ row }) => row)).size;

/** Tell whether so much was refused that this may be the wrong kind of file. */
export const mostlyRefused = (report: ImportReport): boolean =>
  report.read > 0 && rowsRefused(report) > report.read / 2;

/** Tell whether a leader should look again before she takes it: then taking it is not urged. */
export const asksForASecondLook = (report: ImportReport): boolean =>
  mostlyRefused(report) || report.doubts.length > 0 || report.over_known.length > 0 || !!report.over_each_other;

/** Keep the first rows of a long list in the order of the file; the count of all is said beside them. */
export function firstRows(rows: readonly RowProblem[], most: number): RowProblem[] {
  return [...rows].sort((one, other) => one.row - other.row).slice(0, most);
}

/** Tell whether a settlement was refused for its size alone. */
export const mayBeLarge = (report: ImportReport): boolean => report.refused.some((row) => row.way_out === 'large');

/** The boundaries of which most ground changes, first. */
export function mostChanged(rows: readonly Redrawn[], most: number): Redrawn[] {
  return [...rows].sort((one, other) => other.changed - one.changed || one.row - other.row).slice(0, most);
}

/** The rows of which most ground changes, first; then the others in the order of the file. */
export function mostNews(rows: readonly RowChange[], most: number): RowChange[] {
  const share = ({ fields }: RowChange): number => Math.max(0, ...fields.map((one) => one.share ?? 0));
  return [...rows].sort((one, other) => share(other) - share(one) || one.row - other.row).slice(0, most);
}

const ALL_OF_IT = 0.95; // as in the words of the command
const MUCH = 0.5;

/** How the outline in the file lies to the known one; null where one of them has none. */
export function liesAs({ of_file, of_known }: MatchShown): 'same' | 'inside' | 'around' | 'partly' | 'apart' | null {
  if (typeof of_file !== 'number' || typeof of_known !== 'number') return null;
  if (of_file === 0) return 'apart';
  if (of_file > ALL_OF_IT) return of_known > ALL_OF_IT ? 'same' : 'inside';
  return of_known > ALL_OF_IT ? 'around' : 'partly';
}

/** Tell whether so much of the ground would change that this may be another place. */
export const changesMuch = ({ changed }: MatchShown): boolean => (changed ?? 0) > MUCH;

/** A share as percent, with one digit more where little changes: what is not nothing is never called 0, nor what is not all 100. */
export function percent(share: number | null | undefined): string {
  const exact = (share ?? 0) * 100;
  if (exact <= 0 || exact >= 100) return exact <= 0 ? '0' : '100';
  if (exact < 0.1) return `< ${number(0.1)}`;
  if (exact > 99.9) return `> ${number(99.9)}`;
  const fine = exact < 10 || exact > 99;
  return number(fine ? Math.round(exact * 10) / 10 : Math.round(exact));
}
