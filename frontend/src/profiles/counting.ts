/** Reckons with answers that may be missing, and remembers which answers a result rests on; twin of counting.py. Pure. */

import type { Answers, Source, Value } from '../questionnaire/form';

/** How numbers of homes and people were found, when nobody said it of the answer itself. */
const BY_METHOD: Partial<Record<string, Source>> = {
  numbered_count: 'counted',
  enumeration: 'counted',
  walk_count: 'counted',
  meeting_estimate: 'meeting',
  imagery: 'observed',
  official: 'official',
};
const HOMES_AND_PEOPLE = /^(structures|households|household|population|people)_/;
const TOILETS = 'toilet_group';

/** What some answers come to; `missing` are those still to be asked, `found` how the others were found. */
export interface Indicator<Result = unknown> {
  value: Result | null;
  rests_on: string[];
  missing: string[];
  found: Record<string, Source>;
}

export type Known = number | null;

/** The answers, and which of them one result has looked at. */
export class Said {
  private readonly lookedAt: string[] = [];

  constructor(
    private readonly answers: Answers,
    private readonly areaM2: number | null,
  ) {}

  private held(path: string): Value | null {
    const value = this.answers[path]?.value ?? null;
    return value === '' || (Array.isArray(value) && value.length === 0) ? null : value;
  }

  /** What an answer holds; null for blank and for the three answers that are no value. */
  value(path: string): Value | null {
    if (!this.lookedAt.includes(path)) this.lookedAt.push(path);
    return this.held(path);
  }

  /** A count or measure; one below nought is a slip of the thumb, and not known. */
  number(path: string): Known {
    const value = this.value(path);
    return typeof value === 'number' && value >= 0 ? value : null;
  }

  /** The hectares inside the boundary. */
  areaHa(): Known {
    this.value('boundary');
    return this.areaM2 ? this.areaM2 / 10_000 : null;
  }

  /** The groups of toilets as the beginnings of their paths; none when that was the answer. */
  rows(): string[] | null {
    const inRows = Object.keys(this.answers).filter((path) => path.startsWith(`${TOILETS}/`));
    const rows = [...new Set(inRows.map((path) => path.split('/').slice(0, 2).join('/')))].sort();
    const standing = rows.filter((row) => this.stands(row, inRows));
    return standing.length > 0 ? standing : this.value(TOILETS) === 'none' ? [] : null;
  }

  private stands(row: string, inRows: readonly string[]): boolean {
    if ('saw' in (this.answers[`${row}/_deleted`] ?? {})) return false;
    const asked = inRows.filter((path) => path.startsWith(`${row}/`) && !path.startsWith(`${row}/_`));
    return asked.map((path) => this.answers[path]).some((said) => said?.answer || (said?.value ?? null) !== null);
  }

  /** A result with the answers looked at for it. */
  comesTo<Result>(value: Result | null): Indicator<Result> {
    const rests_on = this.lookedAt.filter((path) => this.held(path) !== null);
    const missing = value === null ? this.lookedAt.filter((path) => this.held(path) === null) : [];
    const sources = rests_on.flatMap((path) => (this.source(path) ? [[path, this.source(path)]] : []));
    return { value, rests_on, missing, found: Object.fromEntries(sources) as Record<string, Source> };
  }

  private source(path: string): Source | undefined {
    const method = HOMES_AND_PEOPLE.test(path) ? String(this.held('count_method')) : '';
    return this.answers[path]?.source ?? BY_METHOD[method];
  }
}

/** Divide; not known when either is, or when there is nothing to divide by. */
export const ratio = (a: Known, b: Known): Known => (a === null || !b ? null : a / b);

/** Tell whether one fails; one that passes never declares the rest fine. */
export function anyKnown(tests: readonly (boolean | null)[]): boolean | null {
  if (tests.includes(true)) return true;
  return tests.includes(null) ? null : false;
}

/** Add up; not known when one of them is not. */
export const plus = (...parts: readonly Known[]): Known =>
  parts.reduce((sum, part) => (sum === null || part === null ? null : sum + part), 0);

/** Tell whether it is more than the limit. */
export const over = (value: Known, limit: number): boolean | null => (value === null ? null : value > limit);
