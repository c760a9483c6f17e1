import { expect, test } from 'vitest';
import { givenIn, sharedOut } from './given';

const said = (...people: (string | null)[]) =>
  people.map((person) => ({ answer: person ? { value: person } : { answer: 'not_applicable' } }));

test('a section is with whom it was given to, with both where two phones gave it apart, and with nobody once taken back', () => {
  const fields = {
    asked_by_F: said('amina'),
    asked_by_G: said('amina', 'jun'),
    asked_by_D: said(null),
    note: said('jun'),
  };
  expect(givenIn(fields, ['D', 'F', 'G', 'H'])).toEqual({ F: ['amina'], G: ['amina', 'jun'] });
});

test('each phone has its own sections apart from those with others, both in the order of the meeting', () => {
  const given = { H: ['jun'], F: ['amina'], G: ['amina', 'jun'] };
  const sections = ['D', 'F', 'G', 'H'];
  expect(sharedOut(sections, given, 'jun')).toEqual({ yours: ['G', 'H'], others: ['F'] });
  expect(sharedOut(sections, given, 'amina')).toEqual({ yours: ['F', 'G'], others: ['H'] });
  expect(sharedOut(sections, given, 'ben')).toEqual({ yours: [], others: ['F', 'G', 'H'] });
});
