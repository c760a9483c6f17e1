/**
 * How a water point or toilet served in a month, from what was reported of its days. A day nobody reported is unknown, never
 * dry and never running. The twin of app/features/uptime.py; tests/vectors/uptime.json holds the two equal. Pure.
 */

/** What one report says, of what is known. */
export interface Report {
  day?: string;
  working?: string;
  hours_with_water?: number;
  reason?: string;
}

export interface Month {
  /** Of the month so far. */
  days: number;
  /** With a report that says whether it works; the others are unknown. */
  known: number;
  unknown: number;
  /** Every report of the day said no. */
  down: number;
  /** Reports of one day differ. */
  mixed: number;
  /** The share of known days it worked; a mixed day counts by the share of its reports. */
  uptime: number | null;
  days_with_hours: number;
  /** The mean over the days with hours. */
  hours_a_day: number | null;
  reason: string | null;
}

/** Reckon a month (`2026-11`) as it looks on a day (`2026-11-22`); later days are not looked at yet. */
export function monthOf(reports: readonly Report[], month: string, today: string): Month {
  const days = daysOf(month, today);
  const told = reports.filter(({ day = '' }) => day.slice(0, 7) === month && day <= today);
  const worked = byDay(told, ({ working }) => (working === 'yes' ? 1 : working === 'no' ? 0 : null));
  const hours = byDay(told, ({ hours_with_water }) => hours_with_water ?? null);
  const shares = [...worked.values()];
  return {
    days,
    known: worked.size,
    unknown: days - worked.size,
    down: shares.filter((share) => share === 0).length,
    mixed: shares.filter((share) => share > 0 && share < 1).length,
    uptime: mean(shares),
    days_with_hours: hours.size,
    hours_a_day: mean([...hours.values()]),
    reason: mostFrequent(told.flatMap(({ working, reason }) => (working === 'no' && reason ? [reason] : []))),
  };
}

function daysOf(month: string, today: string): number {
  if (month > today.slice(0, 7)) return 0;
  if (month === today.slice(0, 7)) return Number(today.slice(8, 10));
  const [year = 0, of_year = 0] = month.split('-').map(Number);
  return new Date(Date.UTC(year, of_year, 0)).getUTCDate();
}

/** The mean of what the reports of each day say, of the days on which one says it. */
function byDay(told: readonly Report[], read: (one: Report) => number | null): Map<string, number> {
  const said = new Map<string, number[]>();
  for (const one of told) {
    const value = read(one);
    if (value !== null) said.set(one.day ?? '', [...(said.get(one.day ?? '') ?? []), value]);
  }
  return new Map([...said].map(([day, values]) => [day, mean(values) ?? 0]));
}

const mean = (values: readonly number[]): number | null =>
  values.length ? values.reduce((sum, value) => sum + value, 0) / values.length : null;

function mostFrequent(reasons: readonly string[]): string | null {
  const count = (one: string) => reasons.filter((other) => other === one).length;
  return [...new Set(reasons)].sort((a, b) => count(b) - count(a) || (a < b ? -1 : 1))[0] ?? null;
}
