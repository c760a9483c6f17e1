/** One row, or a list as a whole, seen as if it were the profile: its questions under their own names, so that every control works in it. Pure. */
import type { Answer, Form } from '../questionnaire/form';
import { questionAt } from '../questionnaire/rows';
import { inRow } from './repeats';
import { beside, type ProfileHere } from './store';

/** The path a question of the row is written at; all others stand where they stand. */
export const pathIn = (form: Form, repeat: string, key: string, name: string): string =>
  form.questions[name]?.repeat === repeat ? `${repeat}/${key}/${name}` : name;

/** The profile as one row sees it. */
export function asRow(profile: ProfileHere, repeat: string, key: string): ProfileHere {
  const { form, fields, contested } = profile;
  const row = `${repeat}/${key}/`;
  const own = (form.repeats[repeat]?.questions ?? []).filter((name) => fields[row + name]);
  return beside(profile, {
    fields: { ...fields, ...Object.fromEntries(own.map((name) => [name, fields[row + name]!])) },
    row,
    answers: inRow(form, profile.answers, repeat, key),
    contested: contested.filter((path) => path.startsWith(row)).map((path) => path.slice(row.length)),
  });
}

/** Answers said in a row, by the paths they are written at. */
export const saidAt = (form: Form, repeat: string, key: string, set: Record<string, Answer | null>) =>
  Object.fromEntries(Object.entries(set).map(([name, said]) => [pathIn(form, repeat, key, name), said]));

/** A list as a whole as a question with its own words: what is said of it is "none of these" or one of the other answers. */
export function wholeOf(profile: ProfileHere, repeat: string): ProfileHere {
  const question = questionAt(profile.form, repeat, []);
  const form: Form = { ...profile.form, questions: { ...profile.form.questions, [repeat]: question } };
  return beside(profile, { form });
}
