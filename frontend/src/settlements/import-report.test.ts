import { describe, expect, it } from 'vitest';
import { useWords } from '../kit/i18n.svelte';
import imports from '../kit/words/imports.en.json';
import register from '../kit/words/register.en.json';
import {
  asksForASecondLook,
  changesMuch,
  firstRows,
  type ImportReport,
  liesAs,
  type MatchShown,
  mayBeLarge,
  mayRepair,
  mostChanged,
  mostlyRefused,
  mostNews,
  percent,
  rowsRefused,
  type RowChange,
  type RowProblem,
  whyRefused,
} from './import-report';

const report: ImportReport = {
  read: 4,
  taken: 1,
  repaired: 0,
  unchanged: 1,
  refused: [
    { row: 4, field: 'geometry', problem: 'The outline crosses itself', way_out: 'repair' },
    { row: 2, field: 'code', problem: 'Row 1 has this code already' },
  ],
  left_out: [],
  waiting: [],
  redrawn: [],
  columns_not_used: [],
  notes: [],
  doubts: [],
  strays: [],
  changes: [],
  over_known: [],
  columns: {},
  dry_run: true,
  city: 'Muntinlupa',
};

describe('the report of an import', () => {
  it('offers a repair only where an outline was refused', () => {
    expect(mayRepair(report)).toBe(true);
    expect(mayRepair({ ...report, refused: report.refused.slice(1) })).toBe(false);
  });
  it('offers none where a repair mends nothing, and names the switch where one does', () => {
    useWords('en', { ...imports, ...register });
    const [mendable, other] = report.refused as [RowProblem, RowProblem];
    expect(mayRepair({ ...report, refused: [{ ...mendable, way_out: null }] })).toBe(false);
    expect(whyRefused(mendable)).toBe(
      `The outline crosses itself. Tick above: “Repair outlines that cross themselves”.`,
    );
    expect(whyRefused({ row: 1, field: 'area', problem: 'Large?', way_out: 'large' })).toContain(
      '“Take settlements as large as a province”',
    );
    expect(whyRefused(other)).toBe('Row 1 has this code already');
  });
  it('asks whether a file is of the right kind when most of its rows were refused', () => {
    const refused = Array.from({ length: 788 }, (_, i) => ({ row: i + 1, field: 'geometry', problem: 'A point' }));
    expect(mostlyRefused({ ...report, read: 792, refused })).toBe(true);
    expect(mostlyRefused(report)).toBe(false);
  });
  it('counts a row with two faults once', () => {
    const twice = [...report.refused, { row: 4, field: 'code', problem: 'Too long' }];
    expect(rowsRefused({ ...report, refused: twice })).toBe(2);
  });
  it('does not urge to take rows that lie over what is known or over each other', () => {
    expect(asksForASecondLook(report)).toBe(false);
    const each = { rows: 2, pairs: 1, told: [], not_compared: 0 };
    expect(asksForASecondLook({ ...report, over_each_other: each })).toBe(true);
    expect(asksForASecondLook({ ...report, doubts: ['Row 7 lies in the sea.'] })).toBe(true);
  });
  it('lists refused rows in the order of the file', () => {
    expect(firstRows(report.refused, 1).map((row) => row.row)).toEqual([2]);
  });
  it('offers to take what is large only where something was refused for its size', () => {
    expect(mayBeLarge(report)).toBe(false);
    expect(
      mayBeLarge({ ...report, refused: [{ row: 1, field: 'area', problem: 'covers 12,000 km²', way_out: 'large' }] }),
    ).toBe(true);
  });
  it('tells the boundaries of which most ground changes first', () => {
    const drawn = (row: number, changed: number) => ({
      row,
      changed,
      name: '',
      record_id: String(row),
      area_before_m2: 1,
      area_m2: 1,
    });
    expect(mostChanged([drawn(1, 0.1), drawn(2, 0.9), drawn(3, 0.5)], 2).map((one) => one.row)).toEqual([2, 3]);
  });
  it('says which of two outlines lies in which, and that they are the same only where nearly all of both is', () => {
    const match = (of_file?: number, of_known?: number, changed?: number) =>
      ({ of_file, of_known, changed }) as MatchShown;
    expect(liesAs(match(0.97, 0.96))).toBe('same');
    expect(liesAs(match(1, 0.5))).toBe('inside');
    expect(liesAs(match(0.004, 1))).toBe('around');
    expect(liesAs(match(0.7, 0.7))).toBe('partly');
    expect(liesAs(match(0, 0))).toBe('apart');
    expect(liesAs(match())).toBeNull();
    expect([match(1, 1, 0.6), match(1, 1, 0.4), match()].map(changesMuch)).toEqual([true, false, false]);
  });
  it('tells a share with the digits that say something, and calls nothing 0 that is something', () => {
    const said = [0, 0.0004, 0.0123, 0.0996, 0.27672, 0.955, 0.9949, 0.99996, 1].map(percent);
    expect(said).toEqual(['0', '< 0.1', '1.2', '10', '28', '96', '99.5', '> 99.9', '100']);
    expect(percent(undefined)).toBe('0');
  });
  it('tells the rows of which most ground changes first, the others as the file has them', () => {
    const row = (row: number, share?: number): RowChange => ({
      row,
      name: '',
      fields: [{ path: 'boundary', both_stand: false, ...(share === undefined ? {} : { share }) }],
    });
    expect(mostNews([row(1), row(2, 0.1), row(3, 0.4), row(4)], 3).map((one) => one.row)).toEqual([3, 2, 1]);
  });
});
