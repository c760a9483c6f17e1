import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Answer } from '../kit/wire';
import type { Answers, Form } from '../questionnaire/form';
import { mergeAll } from '../sync/rules';
import { rowsIn } from '../questionnaire/rows-here';
import { putAt } from '../questionnaire/entering';
import * as acts from './row-acts';
import { ranked, rankingOf, type Ranking } from './row-rules';

const vectors = new URL('../../../tests/vectors/rows.json', import.meta.url);
const { form } = JSON.parse(readFileSync(vectors, 'utf8')) as { form: Form };
const ranking = rankingOf(form, 'priority_item') as Ranking;

type Said = { edit_id: string; set: Record<string, Answer & { replaces: string[] }> };

/** A profile one person writes on one phone: every act is an edit that replaces what stands. */
class Notebook {
  readonly #edits: Said[] = [];

  get fields(): acts.Standing {
    return Object.fromEntries(
      Object.entries(mergeAll(this.#edits).fields).map(([path, held]) => [
        path,
        Object.entries(held).map(([edit_id, answer]) => ({ edit_id, answer })),
      ]),
    );
  }

  get answers(): Answers {
    return Object.fromEntries(
      Object.entries(this.fields).map(([path, [first]]) => [path, first?.answer as Answers[string]]),
    );
  }

  /** Say this, having seen all that stands, or only what these edits said. */
  says(set: acts.Saying, saw?: readonly string[]): string {
    const { fields } = this;
    const edit_id = `e${this.#edits.length + 1}`;
    const said = Object.entries(set).map(([path, answer]) => {
      const standing = (fields[path] ?? []).map((one) => one.edit_id);
      return [path, { ...(answer ?? { value: null }), replaces: standing.filter((id) => !saw || saw.includes(id)) }];
    });
    this.#edits.push({ edit_id, set: Object.fromEntries(said) as Said['set'] });
    return edit_id;
  }

  rows(repeat: string): readonly string[] {
    return rowsIn(this.answers)[repeat] ?? [];
  }
}

const shared = { toilet_use: { value: 'shared' }, toilet_group_type: { value: 'vip' } };
const key = acts.keyFrom(form, 'toilet_group', shared, 'fresh');

function withTwo(): Notebook {
  const book = new Notebook();
  book.says({ toilet_group: { value: 'none' } });
  book.says(acts.added(book.answers, 'toilet_group', key, { ...shared, toilet_seats_total: { value: 6 } }));
  book.says(acts.added(book.answers, 'toilet_group', 'household+vip', {}));
  return book;
}

describe('a list written by one person', () => {
  test('a row is named by what makes it; where one of these is not known it is counted', () => {
    expect(key).toBe('shared+vip');
    expect(acts.keyFrom(form, 'toilet_group', { ...shared, toilet_use: { answer: 'unknown' } }, 'fresh')).toBe('fresh');
    expect(acts.keyFrom(form, 'disaster', {}, 'fresh')).toBe('fresh');
  });

  test('the first row takes the place of none of these, and later rows stand below', () => {
    const book = withTwo();
    expect(book.rows('toilet_group')).toEqual(['shared+vip', 'household+vip']);
    expect(book.answers['toilet_group']?.value).toBeNull();
  });

  test('a row moved up stays there, and only the places that changed are said', () => {
    const book = withTwo();
    const order = putAt(book.rows('toilet_group'), 1, 0);
    book.says(acts.inOrder(book.answers, 'toilet_group', order));
    expect(book.rows('toilet_group')).toEqual(['household+vip', 'shared+vip']);
    expect(acts.inOrder(book.answers, 'toilet_group', order)).toEqual({});
  });

  test('a row taken off is out of the list and comes back with all that was said of it', () => {
    const book = withTwo();
    book.says(acts.takenOff(book.fields, 'toilet_group', key));
    expect(book.rows('toilet_group')).toEqual(['household+vip']);
    expect(acts.offTheList(book.answers, book.fields, 'toilet_group')).toEqual([key]);
    expect(acts.keyStands(book.answers, 'toilet_group', key)).toBe('off');
    book.says(acts.takenBack('toilet_group', key));
    expect(book.rows('toilet_group')).toEqual(['shared+vip', 'household+vip']);
    expect(book.answers[`toilet_group/${key}/toilet_seats_total`]?.value).toBe(6);
    expect(acts.offTheList(book.answers, book.fields, 'toilet_group')).toEqual([]);
  });

  test('a row of the same key is the same row: it stands already', () => {
    expect(acts.keyStands(withTwo().answers, 'toilet_group', key)).toBe('stands');
    expect(acts.keyStands(withTwo().answers, 'toilet_group', 'shared+pit_slab')).toBe('new');
  });
});

test('what was answered unseen by who took the row off is not taken off with it: people choose', () => {
  const book = withTwo();
  const removal = acts.takenOff(book.fields, 'toilet_group', key);
  book.says({ [`toilet_group/${key}/toilet_seats_working`]: { value: 4 } });
  book.says(removal);
  expect(acts.disputed(book.fields, 'toilet_group')).toEqual([key]);
  expect(acts.offTheList(book.answers, book.fields, 'toilet_group')).toEqual([]);
  book.says(acts.takenBack('toilet_group', key));
  expect(acts.disputed(book.fields, 'toilet_group')).toEqual([]);
  expect(book.rows('toilet_group')).toContain(key);
});

test('two orders of the same rows are seen, and one order said anew settles them', () => {
  const book = withTwo();
  book.says({ [`toilet_group/${key}/_order`]: { value: 7 } }, []);
  expect(acts.ordersDiffer(book.fields, 'toilet_group', book.rows('toilet_group'))).toBe(true);
  book.says(acts.inOrder(book.answers, 'toilet_group', book.rows('toilet_group'), true));
  expect(acts.ordersDiffer(book.fields, 'toilet_group', book.rows('toilet_group'))).toBe(false);
});

describe('what makes a row is changed', () => {
  const to = 'communal+vip';
  const said = { toilet_use: { value: 'communal' } };

  test('its answers stand under the new key in its place, the old ones stay in the history', () => {
    const book = withTwo();
    book.says(acts.underNewKey(form, book, { repeat: 'toilet_group', key, to }, said));
    expect(book.rows('toilet_group')).toEqual([to, 'household+vip']);
    expect(acts.saidIn(form, book.answers, 'toilet_group', to)).toMatchObject({
      toilet_use: { value: 'communal' },
      toilet_group_type: { value: 'vip' },
      toilet_seats_total: { value: 6 },
    });
    expect(book.fields[`toilet_group/${key}/toilet_seats_total`]?.[0]?.answer.value).toBe(6);
  });

  test('undo brings the old row back as it was, and the new one is off', () => {
    const book = withTwo();
    const before = acts.saidIn(form, book.answers, 'toilet_group', key);
    book.says(acts.underNewKey(form, book, { repeat: 'toilet_group', key, to }, said));
    book.says(acts.underOldKey(book.fields, 'toilet_group', key, to));
    expect(book.rows('toilet_group')).toEqual([key, 'household+vip']);
    expect(acts.saidIn(form, book.answers, 'toilet_group', key)).toEqual(before);
  });
});

describe('needs put in order', () => {
  const list = (book: Notebook, whose: string): string[] => ranked(book.answers, ranking, whose);

  test('each place follows from the order; what is left out is off the list', () => {
    const book = new Notebook();
    book.says({ priority_item: { answer: 'unknown' } });
    book.says(acts.ranksOf(book, ranking, 'women', ['water', 'roads', 'waste']));
    book.says(acts.ranksOf(book, ranking, 'everyone', ['roads']));
    book.says(acts.ranksOf(book, ranking, 'women', ['waste', 'water']));
    expect(list(book, 'women')).toEqual(['women+waste', 'women+water']);
    expect(list(book, 'everyone')).toEqual(['everyone+roads']);
    expect(book.answers['priority_item/women+waste/priority_rank']?.value).toBe(1);
    expect(book.answers['priority_item']?.answer).toBeUndefined();
  });

  test('a need that was off comes back at its new place', () => {
    const book = new Notebook();
    book.says(acts.ranksOf(book, ranking, 'youth', ['water', 'roads']));
    book.says({ 'priority_item/youth+roads/priority_comment': { value: 'mud' } });
    book.says(acts.ranksOf(book, ranking, 'youth', ['water']));
    book.says(acts.ranksOf(book, ranking, 'youth', ['roads', 'water']));
    expect(list(book, 'youth')).toEqual(['youth+roads', 'youth+water']);
    expect(book.answers['priority_item/youth+roads/priority_comment']?.value).toBe('mud');
  });

  test('stones give the order: most first, of as many the one that stood before, and no more than are heard', () => {
    const stones = { water: 3, roads: 5, waste: 3, health: 0, jobs: 1 };
    const before = ['waste', 'water', 'roads', 'health', 'jobs'];
    expect(acts.byStones(stones, before, 6)).toEqual(['roads', 'waste', 'water', 'jobs']);
    expect(acts.byStones(stones, before, 2)).toEqual(['roads', 'waste']);
    expect(acts.byStones({}, before, 6)).toEqual([]);
  });
});
