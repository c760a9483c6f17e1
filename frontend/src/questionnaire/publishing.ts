/** Sends a form that stands in a workbook to the server: first to look at it, then to publish it. */

import { ask, askRaw, type Schema } from '../kit/http';
import { Problem } from '../kit/problem';
import { session } from '../people/session.svelte';

export type FormImport = Schema<'FormImport'>;
export type FormListed = Schema<'FormListed'>;
/** Something said about one cell, as a spreadsheet shows it. */
export type Told = Schema<'Told'>;

/** Why a workbook cannot become a form, cell by cell. */
export interface Refused {
  refused: Told[];
  remarks: Told[];
}

const PATIENCE_MS = 180_000; // a long workbook on a slow line

/** A file was changed on this computer after it was chosen; a browser gives neither what it was nor what it is. */
export class FileChanged extends Error {}

async function asItWasChosen(file: File): Promise<File> {
  const bytes = await file.arrayBuffer().catch(() => {
    throw new FileChanged();
  });
  return new File([bytes], file.name);
}

/** Lists stand in files beside the workbook. */
export const isList = ({ name }: File): boolean => /\.(csv|geojson)$/i.test(name);

/** Send the files; without `after` nothing is published. Rows `without` are left out of the form. */
export async function sendWorkbook(
  files: readonly File[],
  without: readonly number[],
  after?: number,
): Promise<FormImport> {
  const body = new FormData();
  for (const file of await Promise.all(files.map(asItWasChosen))) body.append(isList(file) ? 'lists' : 'file', file);
  for (const row of without) body.append('without', String(row));
  body.append('dry_run', String(after === undefined));
  if (after !== undefined) body.append('after', String(after));
  return ask<FormImport>('/api/forms/imports', {
    method: 'POST',
    body,
    token: session.person?.token,
    patience_ms: PATIENCE_MS,
  });
}

/** What the server refused of a workbook, if that is what went wrong. */
export function refusedIn(fault: unknown): Refused | null {
  if (!(fault instanceof Problem) || fault.slug !== 'form-refused') return null;
  const told = (name: string): Told[] => (Array.isArray(fault.body[name]) ? (fault.body[name] as Told[]) : []);
  return { refused: told('refused'), remarks: told('remarks') };
}

/** What the server says of a file it could not open; it knows the file, the phone does not. */
export const saidOfFile = (fault: unknown): string | null =>
  fault instanceof Problem && fault.slug === 'workbook-unreadable' ? (fault.body.detail ?? null) : null;

/** Every form of the server, by its versions. */
export const listForms = async (): Promise<FormListed[]> => (await ask<Schema<'FormsListed'>>('/api/forms')).forms;

/** The workbook a version was made of. */
export async function fetchWorkbook(form: string): Promise<Blob> {
  const token = session.person?.token;
  return (await askRaw(`/api/forms/${encodeURIComponent(form)}/workbook`, { token })).blob();
}

/** Fetch a questionnaire as pages for a pen. */
export async function fetchPaper(form: string, wanted: Record<string, string>): Promise<Blob> {
  const token = session.person?.token;
  const asked = new URLSearchParams(wanted).toString();
  return (await askRaw(`/api/forms/${encodeURIComponent(form)}/paper?${asked}`, { token })).blob();
}
