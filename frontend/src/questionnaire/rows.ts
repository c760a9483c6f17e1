/** Finds what a field path speaks of, also in a row of a repeat such as `toilet_group/communal+pit/toilet_blocks`, in words. */

import { t } from '../kit/i18n.svelte';
import { isUuid } from '../kit/ids';
import type { Answers, Choice, Form, Question, Repeat, Words } from './form';
import { rowsIn } from './rows-here';

export const DELETED = '_deleted';
const ORDER = '_order';

/** Whether a path says how rows stand, or which round it is: marks of the app, nobody's answer. */
export const isMark = (path: string): boolean => ['round', DELETED, ORDER].includes(path.split('/').at(-1) ?? '');

/** Put words side by side in every language one of them is in. */
function beside(parts: readonly Words[]): Words {
  const languages = new Set(parts.flatMap((part) => Object.keys(part)));
  const put = (language: string): string => parts.map((part) => part[language] ?? part.en).join(' · ');
  return { ...Object.fromEntries([...languages].map((language) => [language, put(language)])), en: put('en') };
}

/** What the app itself says in a path: no question of the form. */
const own = (label: Words, says: Choice[] = []): Question => ({
  type: 'select_one',
  label,
  section: '',
  core: false,
  required: false,
  ask: 'auto',
  sensitive: 0,
  says,
});

/** The row's natural key in words; rows that have none are counted. */
function rowWords(form: Form, repeat: Repeat, key: string, keys: readonly string[]): Words[] {
  const counted: boolean = repeat.key === 'uuid' || isUuid(key);
  if (counted) return [{ en: String(keys.indexOf(key) + 1) }];
  const lists = repeat.key.split('+').map((name) => form.choices[form.questions[name]?.choices ?? ''] ?? []);
  return key.split('+').map((code, at) => lists[at]?.find((choice) => choice.code === code)?.label ?? { en: code });
}

function inRow(form: Form, repeat: Repeat, row: readonly Words[], asked: string): Question {
  const question = form.questions[asked];
  if (question) return { ...question, label: beside([repeat.label, ...row, question.label]) };
  if (asked === DELETED) return own(beside([repeat.label, ...row]), stays());
  return own(beside([repeat.label, ...row, { en: asked === ORDER ? t('answer.row.order') : asked }]));
}

const stays = (): Choice[] => [{ code: 'false', label: { en: t('answer.row.stays') } }];

/**
 * The question a path speaks of, its label with the row it stands in; `told`: all of the record, to count rows by in the order
 * people put them, or by paths alone.
 */
export function questionAt(form: Form, path: string, told: Answers | readonly string[]): Question {
  const plain = form.questions[path];
  if (plain) return plain;
  const [name = '', key, asked] = path.split('/');
  const repeat = form.repeats[name];
  if (path === DELETED) return own({ en: t('parked.field._deleted') }, stays());
  if (!repeat) return own({ en: path === 'round' ? t('answer.row.round') : path });
  if (key === undefined) return own(repeat.label, [{ code: 'none', label: { en: t('answer.none_of_these') } }]);
  return inRow(form, repeat, rowWords(form, repeat, key, keysOf(name, told)), asked ?? '');
}

/** The rows of a list, those that stand in their order first. */
function keysOf(list: string, told: Answers | readonly string[]): string[] {
  const paths = isPaths(told) ? told : Object.keys(told);
  const named = paths.filter((path) => path.startsWith(`${list}/`)).map((path) => path.split('/')[1] ?? '');
  return [...new Set([...(isPaths(told) ? [] : (rowsIn(told)[list] ?? [])), ...named.sort()])];
}

const isPaths = (told: Answers | readonly string[]): told is readonly string[] => Array.isArray(told);

/** The paths of a section as its form has them, each list where the form asks it; a list it does not place stands last. */
export function pathsOfSection(
  form: Form,
  section: string,
  asked: readonly string[],
  paths: readonly string[],
  inOrder: (repeat: string) => readonly string[],
): string[] {
  const lists = Object.keys(form.repeats).filter((name) => form.repeats[name]?.section === section);
  const stops = new Set([...asked.map((name) => form.questions[name]?.repeat ?? name), ...lists]);
  return [...stops].flatMap((name) => {
    const repeat = form.repeats[name];
    return repeat ? pathsOfList(name, repeat, paths, inOrder(name)) : paths.filter((path) => path === name);
  });
}

/** The paths of a list, row by row in this order, rows it does not name last; each row in the form's order. */
function pathsOfList(list: string, { questions }: Repeat, paths: readonly string[], rows: readonly string[]): string[] {
  const at = (path: string): number => questions.indexOf(path.split('/')[2] ?? '');
  const row = (path: string): string => path.split('/')[1] ?? '';
  const keys = ['', ...rows];
  const place = (path: string): number => (keys.includes(row(path)) ? keys.indexOf(row(path)) : keys.length);
  return paths
    .filter((path) => path === list || path.startsWith(`${list}/`))
    .sort((one, other) => place(one) - place(other) || row(one).localeCompare(row(other)) || at(one) - at(other));
}
