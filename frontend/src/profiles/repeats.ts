/** One row of a list as its questions see it. Pure; the twin of app/profiles/repeats.py. */
import { isUuid } from '../kit/ids';
import type { Answers, Form } from '../questionnaire/form';

/** The answers as one row sees them: its own under their questions' names, what its key says among them, all others beside. */
export function inRow(form: Form, answers: Answers, repeat: string, key: string): Answers {
  const row = { ...answers };
  const counted: boolean = isUuid(key);
  const codes = counted ? [] : key.split('+');
  const parts = form.repeats[repeat]?.key.split('+') ?? [];
  for (const name in form.questions) {
    if (form.questions[name]?.repeat !== repeat) continue;
    const code = codes[parts.indexOf(name)];
    row[name] = answers[`${repeat}/${key}/${name}`] ?? (code ? { value: code } : undefined);
  }
  return row;
}
