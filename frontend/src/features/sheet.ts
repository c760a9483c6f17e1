/** The sheet for the utility: how each water point and toilet of a settlement served in a month, as rows and as CSV. Pure. */

import type { Catalogue, Layer } from './catalogue';
import { positionsIn, type PointHere } from './rules';
import { monthOf, type Month, type Report } from './uptime';

export interface SheetRow {
  point: PointHere;
  layer: Layer;
  month: Month;
}

/** One row a point that is reported in this app, by layer and number; points nobody reported are there, too. */
export function rowsOf(
  { layers, reported }: Catalogue,
  points: readonly PointHere[],
  reportsOf: (point: string) => Report[],
  { month, today }: { month: string; today: string },
): SheetRow[] {
  return reported.flatMap((name) => {
    const layer = layers.find((one) => one.layer === name);
    const here = points
      .filter((point) => point.layer === name)
      .sort((a, b) => a.ref.localeCompare(b.ref, undefined, { numeric: true }));
    return layer ? here.map((point) => ({ point, layer, month: monthOf(reportsOf(point.id), month, today) })) : [];
  });
}

/** The months that can be looked at, this one first: as far back as anything was reported, a year at most. */
export function monthsOf(reports: readonly Report[], today: string): string[] {
  const first = reports.map(({ day = today }) => day.slice(0, 7)).sort()[0] ?? today.slice(0, 7);
  const months: string[] = [];
  for (let at = today.slice(0, 7); at >= first && months.length < 12; at = before(at)) months.push(at);
  return months.length ? months : [today.slice(0, 7)];
}

const before = (month: string): string => {
  const [year = 0, of_year = 0] = month.split('-').map(Number);
  return of_year > 1 ? `${year}-${String(of_year - 1).padStart(2, '0')}` : `${year - 1}-12`;
};

const RUNS_AS_FORMULA = /^[=+\-@\t\r\n]/;

/** A cell no spreadsheet runs; a cell with a sign of the format is quoted. Empty where nothing is known. */
function cell(value: string | number | null): string {
  const text = value === null ? '' : String(value);
  const plain = typeof value === 'string' && RUNS_AS_FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}

const COLUMNS =
  'layer,number,days,days_known,days_unknown,days_down,days_mixed,uptime_percent,hours_a_day,days_with_hours,most_frequent_reason,settlement,ward,lon,lat';

const rounded = (value: number | null, places: number): number | null =>
  value === null ? null : Math.round(value * 10 ** places) / 10 ** places;

/** Whose points these are: where somebody who repairs them has to go. */
export interface Whose {
  settlement: string;
  ward: string | null;
}

/** Longitude and latitude of a point in degrees, WGS84, to a decimetre; of a line or an area the middle of its box. */
function placeOf({ geometry }: PointHere): [number | null, number | null] {
  const all = geometry ? positionsIn(geometry) : [];
  const middle = (axis: 0 | 1): number | null => {
    const along = all.map((at) => at[axis]);
    return along.length ? rounded((Math.min(...along) + Math.max(...along)) / 2, 6) : null;
  };
  return [middle(0), middle(1)];
}

/** The sheet as CSV (RFC 4180) that begins with whose it is and how it may leave. */
export function csvOf(rows: readonly SheetRow[], head: readonly string[], { settlement, ward }: Whose): string {
  const lines = rows.map(({ layer, point, month }) =>
    [
      layer.layer,
      point.ref,
      month.days,
      month.known,
      month.unknown,
      month.down,
      month.mixed,
      rounded(month.uptime === null ? null : month.uptime * 100, 1),
      rounded(month.hours_a_day, 2),
      month.days_with_hours,
      month.reason,
      settlement,
      ward,
      ...placeOf(point),
    ]
      .map(cell)
      .join(','),
  );
  return `\ufeff${[...head.map(cell), COLUMNS, ...lines].join('\r\n')}\r\n`;
}
