/** Says everything in the reader's language; a sentence a draft lacks is said in English. */
import { urls } from 'virtual:words';
import type { WordKey } from './words/keys';

export type Language = 'en' | 'fil' | 'sn';
export type Facts = Record<string, string | number>;
/** A sentence, or its plural forms by `Intl.PluralRules` category of `n`. */
type Sentence = string | Partial<Record<Intl.LDMLPluralRule, string>>;

/** Each language by its own name; drafts are not yet checked by speakers and say so. */
export const LANGUAGES: { code: Language; name: string; draft: boolean }[] = [
  { code: 'en', name: 'English', draft: false },
  { code: 'fil', name: 'Filipino', draft: true },
  { code: 'sn', name: 'chiShona', draft: true },
];

class Spoken {
  code = $state<Language>('en');
  words = $state.raw<Record<string, Sentence>>({});
  /** The language a form's questions are put in, where the meeting speaks another than the app. */
  asked = $state('');
}

const spoken = new Spoken();

/** The language on the screen now. */
export const language = (): Language => spoken.code;

/** Use these words; the tests and `speak` call it. */
export function useWords(code: Language, words: Record<string, Sentence>): void {
  spoken.code = code;
  spoken.words = words;
  if (typeof document !== 'undefined') document.documentElement.lang = code;
}

const CHOSEN = 'kwetu-language';
const ASKED = 'kwetu-asked';

/** The language questions are put in, '' for that of the app; forms may have languages the app does not speak. */
export const askedIn = (): string => spoken.asked;

/** Put the questions in this language from now on, also after a restart. */
export function askIn(code: string): void {
  spoken.asked = code;
  localStorage.setItem(ASKED, code);
}

/** The language chosen on this phone before; known before any store is open, so that the words come first. */
export function chosenLanguage(): Language | null {
  const chosen = localStorage.getItem(CHOSEN);
  return LANGUAGES.find(({ code }) => code === chosen)?.code ?? null;
}

/** Say everything in this language from now on, also after a restart. */
export async function choose(code: Language): Promise<void> {
  await speak(code);
  localStorage.setItem(CHOSEN, code);
}

/** Load a language's words and say everything in it from now on. */
export async function speak(code: Language): Promise<void> {
  spoken.asked = localStorage.getItem(ASKED) ?? '';
  const answer = await fetch(urls[code] ?? '');
  if (!answer.ok) throw new Error(`no words for ${code}`);
  useWords(code, (await answer.json()) as Record<string, Sentence>);
}

/** Guess the first language from the phone's own. */
export function phoneLanguage(wanted: readonly string[] = navigator.languages): Language {
  const heads = wanted.map((tag) => tag.toLowerCase().split('-')[0]).map((head) => (head === 'tl' ? 'fil' : head));
  const known = LANGUAGES.map(({ code }) => code as string);
  return (heads.find((head) => head !== undefined && known.includes(head)) ?? 'en') as Language;
}

/** English and Shona know one and many; asking the browser for its rules is slow on a phone, so only others do. */
const category = (n: number): Intl.LDMLPluralRule =>
  spoken.code === 'fil' ? new Intl.PluralRules('fil').select(n) : n === 1 ? 'one' : 'other';

function form(sentence: Sentence, facts: Facts): string {
  if (typeof sentence === 'string') return sentence;
  return sentence[category(Number(facts['n'] ?? 0))] ?? sentence.other ?? '';
}

/** A number grouped by the reader's own way; short ones need no grouping, and asking how is slow on a phone. */
export const number = (value: number): string =>
  Number.isInteger(value) && Math.abs(value) < 1000 ? String(value) : value.toLocaleString(spoken.code);

function fill(sentence: Sentence, facts: Facts): string {
  return form(sentence, facts).replace(/\{(\w+)\}/g, (hole, name: string) => {
    const fact = facts[name];
    return typeof fact === 'number' ? number(fact) : (fact ?? hole);
  });
}

/** Say one sentence, its `{holes}` filled; `n` chooses the plural. */
export function t(key: WordKey, facts: Facts = {}): string {
  return fill(spoken.words[key] ?? key, facts);
}

/** Say a sentence whose name is only known at run time (a problem's slug), or nothing when there is none. */
export function tMaybe(key: string, facts: Facts = {}): string | null {
  const sentence = spoken.words[key];
  return sentence === undefined ? null : fill(sentence, facts);
}

/** Choose the label in the language on the screen from a form's labels. */
export function label(labels: Partial<Record<string, string>> | undefined): string {
  return labels?.[spoken.asked] ?? labels?.[spoken.code] ?? labels?.['en'] ?? '';
}

/** A day as "21 Nov 2026"; a day without a time of day is the same day wherever it is read. */
export function day(moment: string | Date): string {
  const date = typeof moment === 'string' ? new Date(moment.length === 10 ? `${moment}T00:00` : moment) : moment;
  if (spoken.code === 'sn')
    return `${date.getDate()} ${date.toLocaleDateString('sn', { month: 'short' })} ${date.getFullYear()}`; // browsers put the year first
  return date.toLocaleDateString(spoken.code === 'en' ? 'en-GB' : spoken.code, {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
  });
}

/** A time of day as "14:02". */
export function clock(moment: string | Date): string {
  const date = typeof moment === 'string' ? new Date(moment) : moment;
  return date.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
}
