/** How a boundary came about, as those say who drew it: walked, tapped, from a list. The claims and the review say it alike. */
import { t } from '../kit/i18n.svelte';
import type { Answer } from '../kit/wire';
import { answerWords } from '../questionnaire/answer-words';
import type { Form } from '../questionnaire/form';

interface SaidBy {
  edit_id: string;
  by: string;
  answer: Answer;
}

/** What was said with it, else what the same person says of theirs; where nobody told, how it was found. */
export function howMade(fields: Readonly<Record<string, readonly SaidBy[]>>, one: SaidBy, form: Form): string {
  const [ways, question] = [fields['boundary_method'] ?? [], form.questions['boundary_method']];
  const own = ways.filter(({ by }) => by === one.by);
  const way = ways.find(({ edit_id }) => edit_id === one.edit_id) ?? (own.length === 1 ? own[0] : undefined);
  const words = way && question ? answerWords(way.answer, question, form) : '';
  return words || (one.answer.source ? t(`source.${one.answer.source}`) : '');
}
