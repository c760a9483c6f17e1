import { describe, expect, it } from 'vitest';
import { firstRows, mayRepair, mostlyRefused, rowsRefused, type ImportReport } from './import-report';

const report: ImportReport = {
  read: 4,
  taken: 1,
  repaired: 0,
  unchanged: 1,
  refused: [
    { row: 4, field: 'geometry', problem: 'The outline crosses itself' },
    { row: 2, field: 'code', problem: 'Row 1 has this code already' },
  ],
  left_out: [],
  columns_not_used: [],
  notes: [],
  columns: {},
  dry_run: true,
  city: 'Muntinlupa',
};

describe('the report of an import', () => {
  it('offers a repair only where an outline was refused', () => {
    expect(mayRepair(report)).toBe(true);
    expect(mayRepair({ ...report, refused: report.refused.slice(1) })).toBe(false);
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
  it('lists refused rows in the order of the file', () => {
    expect(firstRows(report.refused, 1).map((row) => row.row)).toEqual([2]);
  });
});
