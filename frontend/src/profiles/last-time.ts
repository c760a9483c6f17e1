/** What was answered in the rounds before this one: the newest that says anything of a question is "last time". */

import { language } from '../kit/i18n.svelte';
import { formId } from '../kit/ids';
import type { LocalDb } from '../kit/local-db';
import type { Answer, Form } from '../questionnaire/form';
import { described, type Candidate } from '../sync/outbox';
import { roundOf } from './rounds';
import { isAnswered } from './rules';
import { formHere, shownFirst, type ProfileHere } from './store';

type Now = Pick<ProfileHere, 'settlement' | 'round' | 'row' | 'form'>;

/** The answer of last time to one question, null in the first round or where nobody said anything this phone may read. */
export async function saidBefore(db: LocalDb, profile: Now, name: string): Promise<Candidate | null> {
  const { settlement_id } = profile.settlement;
  const rounds = (await described(db, 'profile', settlement_id))
    .filter(({ form }) => formId(form) === formId(profile.form.form))
    .map((record) => ({ ...record, round: roundOf(settlement_id, record.record_id, shownFirst(record.fields)) }))
    .filter(({ round }) => round < profile.round)
    .sort((one, other) => other.round - one.round);
  for (const { form, fields } of rounds) {
    const before = form === profile.form.form ? profile.form : await formHere(db, form);
    const fits = (path: string): boolean =>
      carriesOver(before, profile.form, path, name, (fields[path]?.[0]?.answer ?? {}) as Answer);
    const found = fields[namesOf(profile, name).find(fits) ?? '']?.[0];
    if (found) return found;
  }
  return null;
}

/** Where a question stood in this version and, by the names it had, in earlier ones; rows of lists with their keys. */
function namesOf({ form, row = '' }: Now, name: string): string[] {
  const [repeat = '', key] = row.split('/');
  const names = [name, ...(form.questions[name]?.aliases ?? []).filter((alias) => !form.questions[alias])];
  if (!row) return names;
  const lists = [repeat, ...(form.repeats[repeat]?.aliases ?? [])];
  return lists.flatMap((list) => names.map((one) => `${list}/${key}/${one}`));
}

/** Whether what was said at a path with one version answers the question of another: a whole number is a decimal, too, and the
 * choice is still there. As app/questionnaire/changes.py has it. */
export function carriesOver(before: Form | null, now: Form, path: string, name: string, said: Answer): boolean {
  if (!isAnswered(said) || !before) return false;
  if (before === now) return true;
  const [was, asked] = [before.questions[path.split('/').at(-1) ?? ''], now.questions[name]];
  if (!was || !asked) return false;
  if (was.type !== asked.type && !(was.type === 'integer' && asked.type === 'decimal')) return false;
  const codes = (now.choices[asked.choices ?? ''] ?? []).map(({ code }) => code);
  return (
    !asked.choices || said.answer !== undefined || [said.value].flat().every((code) => codes.includes(String(code)))
  );
}

/** A month as "May 2025". */
export function monthOf(moment: string): string {
  const date = new Date(moment);
  const month = date.toLocaleDateString(language() === 'en' ? 'en-GB' : language(), { month: 'long' });
  return `${month} ${date.getFullYear()}`;
}
