/** The questionnaires on this phone: which there are, and the newest version of each. */

import { label } from '../kit/i18n.svelte';
import { formId, LAYERS_FORM, OWN_FORM } from '../kit/ids';
import type { LocalDb } from '../kit/local-db';
import type { Form } from '../questionnaire/form';
import { formHere } from './store';

const versionOf = (form: string): number => Number(form.split('@')[1] ?? 0);

/** Of each questionnaire the newest of these versions, by what it is called in all of them. Pure. */
export function newestOf(forms: readonly string[]): Record<string, string> {
  const newest: Record<string, string> = {};
  for (const form of forms) {
    const before = newest[formId(form)];
    if (!before || versionOf(form) > versionOf(before)) newest[formId(form)] = form;
  }
  return newest;
}

/** The newest version here of each questionnaire. */
export const newestForms = async (db: LocalDb): Promise<Record<string, string>> =>
  newestOf((await db.getAllKeys('forms')).map(String));

/** Our own questionnaire in its newest version, null before it came. */
export async function ownForm(db: LocalDb): Promise<Form | null> {
  const name = (await newestForms(db))[OWN_FORM];
  return name ? formHere(db, name) : null;
}

/** The other questionnaires, each in its newest version. */
export async function otherForms(db: LocalDb): Promise<Form[]> {
  const names = Object.entries(await newestForms(db)).filter(([id]) => id !== OWN_FORM && id !== LAYERS_FORM);
  const forms = await Promise.all(names.map(([, name]) => formHere(db, name)));
  return forms.filter((form) => form !== null);
}

/** What a questionnaire is called, by its id where its form has not come yet. */
export const titleIn = (forms: readonly Form[], id: string): string =>
  label(forms.find(({ form }) => formId(form) === id)?.title) || id;
