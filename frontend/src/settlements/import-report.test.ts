import { describe, expect, it } from 'vitest';
import { changesSomething, firstRows, mayRepair, type ImportReport } from './import-report';

const report: ImportReport = {
  read: 4,
  taken: 1,
  repaired: 0,
  unchanged: 1,
  refused: [
    { row: 4, field: 'boundary', problem: 'The outline crosses itself' },
    { row: 2, field: 'code', problem: 'Row 1 has this code already' },
  ],
};

describe('the report of an import', () => {
  it('offers a repair only where an outline was refused', () => {
    expect(mayRepair(report)).toBe(true);
    expect(mayRepair({ ...report, refused: report.refused.slice(1) })).toBe(false);
  });
  it('has nothing to take the second time', () => {
    expect(changesSomething(report)).toBe(true);
    expect(changesSomething({ ...report, taken: 0, unchanged: 4 })).toBe(false);
  });
  it('lists refused rows in the order of the file', () => {
    expect(firstRows(report, 1).map((row) => row.row)).toEqual([2]);
  });
});
