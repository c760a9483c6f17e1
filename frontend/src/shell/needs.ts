/** Lays out what needs its person: one card per record, with the questions and what was answered, in words. */
import { t } from '../kit/i18n.svelte';
import { problemWords, slugOf } from '../kit/problems';
import { isUuid } from '../kit/ids';
import type { LocalDb } from '../kit/local-db';
import type { OutboxEdit } from '../kit/wire';
import type { WordKey } from '../kit/words/keys';
import { formHere } from '../profiles/store';
import type { Form } from '../questionnaire/form';
import { addedBy, kindOf, type Added } from '../review/parked';
import { keptAt } from '../sync/proof';

/** What stands together on one card: of one record, kept at one place, with one word of the leader. */
export interface Needing {
  key: string;
  edits: [OutboxEdit, ...OutboxEdit[]];
}

/** Group what needs its person, in the order it was written. Pure. */
export function together(needs: readonly OutboxEdit[]): Needing[] {
  const by = new Map<string, Needing>();
  for (const own of needs) {
    const key = [own.record_id, own.state, keptAt(own), own.settled?.how, own.settled?.why, !!own.seen].join(' ');
    const group = by.get(key);
    if (group) group.edits.push(own);
    else by.set(key, { key, edits: [own] });
  }
  return [...by.values()];
}

/** One question of a card, what was answered, why it was not taken, and where it is answered again. */
export interface Line extends Pick<Added, 'question' | 'answer'> {
  why?: string;
  href?: string;
}

export interface Card {
  lines: Line[];
  /** What is said of all of it, beside the reasons told with single answers. */
  problems: string[];
}

/** The questions and answers of one card, each with its own reason; what the app wrote by itself is not told. */
export async function cardOf(db: LocalDb, { edits }: Needing): Promise<Card> {
  const parts = await Promise.all(edits.map(async (own) => partOf(db, own, await formHere(db, own.edit.form))));
  return {
    lines: parts.flatMap(({ lines }) => lines),
    problems: [...new Set(parts.flatMap(({ problems }) => problems))],
  };
}

async function partOf(db: LocalDb, own: OutboxEdit, form: Form | null): Promise<Card> {
  const { edit, refused, problem } = own;
  const added = (await addedBy(db, { edit })).filter(({ path }) => !refused || path in refused);
  const of_all = problem && !(refused && slugOf(problem) === 'nothing-kept') ? [problemWords(problem)] : [];
  const why = (path: string): string | undefined => refused?.[path] && problemWords(refused[path]);
  if (edit.kind !== 'profile')
    return {
      lines: spoken(t(`parked.kind.${kindOf({ edit })}`), added),
      problems: [...of_all, ...added.flatMap(({ path }) => why(path) ?? [])],
    };
  const asked = added.filter(({ path }) => form?.questions[path] && form.questions[path].ask !== 'auto');
  const lines = asked.map(({ path, question, answer }): Line => {
    const reason = why(path);
    return { question, answer, ...(reason ? { why: reason, href: `#/profiles/${own.record_id}/ask/${path}` } : {}) };
  });
  const apart = added.filter((one) => !asked.includes(one)).flatMap(({ path }) => why(path) ?? []);
  return { lines, problems: [...of_all, ...apart] };
}

/** Of a settlement or a comment what people wrote in it, without its marks. */
const spoken = (question: string, added: Added[]): Line[] =>
  added
    .filter(({ path, answer }) => ['name', 'text', 'reason'].includes(path) && !isUuid(answer))
    .map(({ answer }) => ({ question, answer }));

/** The one word on a card: what became of it last; what a leader wrote is kept for no leader. Pure. */
export function chipOf(
  { state, settled, safe_at }: OutboxEdit,
  leader = false,
): 'left_out' | 'refused' | 'parked' | 'parked_here' {
  if (settled?.how === 'left_out') return 'left_out';
  if (state !== 'parked' || leader) return 'refused';
  return safe_at ? 'parked' : 'parked_here';
}

/** What to do about it: nothing more once a leader has left it out; who leads is sent to no leader. Pure. */
export function adviceOf(own: OutboxEdit, leader = false): WordKey | null {
  if (own.settled?.how === 'left_out') return null;
  const at = keptAt(own);
  const kept = own.refused && at === 'server' ? 'refused' : at;
  return leader && kept !== 'official' ? `sync.kept_leader.${kept}` : `sync.kept.${kept}`;
}
