import { describe, expect, it } from 'vitest';
import { firstRows, mayRepair, type ImportReport } from './import-report';

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
  it('lists refused rows in the order of the file', () => {
    expect(firstRows(report.refused, 1).map((row) => row.row)).toEqual([2]);
  });
});
