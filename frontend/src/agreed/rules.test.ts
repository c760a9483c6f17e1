import { describe, expect, it, test } from 'vitest';
import {
  begun,
  fieldsOnOffer,
  fieldsThatLeave,
  lacking,
  tickedAtFirst,
  toDecide,
  type AgreementDraft,
  type FormToShare,
} from './rules';

const form: FormToShare = {
  sections: [
    {
      code: 'D',
      label: { en: 'Homes and people' },
      questions: ['households_total', 'leader_phone', 'eviction_ever', 'wall_material'],
    },
    { code: 'A', label: { en: 'The place' }, questions: ['boundary'] },
    { code: 'U2', label: { en: 'Closing' }, questions: ['consent_city'] },
  ],
  questions: {
    households_total: { type: 'integer', label: { en: 'Households', sn: 'Mhuri' }, sensitive: 1, core: true },
    leader_phone: { type: 'text', label: { en: 'Phone' }, sensitive: 3, core: true },
    eviction_ever: { type: 'select_one', label: { en: 'Ever told to leave?' }, sensitive: 2, core: true },
    wall_material: { type: 'select_one', label: { en: 'Walls' }, sensitive: 1, core: false },
    boundary: { type: 'boundary', label: { en: 'Boundary' }, sensitive: 2, core: true },
    consent_city: { type: 'select_one', label: { en: 'May the city see?' }, sensitive: 1, core: true },
  },
};
const sections = fieldsOnOffer(form, 'sn');

function draft(more: Partial<AgreementDraft> = {}): AgreementDraft {
  return {
    office_id: 'o',
    title: 'Water plan',
    purpose: 'Pipes',
    settlement_ids: ['s'],
    ticked: tickedAtFirst(sections),
    decided: { eviction_ever: false },
    boundary: 'none',
    layers: [],
    valid_from: '2026-11-21',
    valid_until: '2028-06-30',
    terms: 'Not for eviction.',
    contact: 'The federation',
    ...more,
  };
}

test('points of the map are enough to make an agreement of', () => {
  const bare = draft({ ticked: [], decided: { eviction_ever: false } });
  expect(lacking(bare, sections, '2026-11-21')).toEqual(['fields']);
  expect(lacking({ ...bare, layers: ['water_point'] }, sections, '2026-11-21')).toEqual([]);
});

describe('what an agreement may name', () => {
  it('never offers personal answers, the consent itself, or questions not asked on the phone', () => {
    expect(sections.flatMap((section) => section.fields.map((field) => field.name))).toEqual([
      'households_total',
      'eviction_ever',
    ]);
  });
  it('speaks the language of the reader and falls back to English', () => {
    expect(sections[0]?.fields.map((field) => field.label)).toEqual(['Mhuri', 'Ever told to leave?']);
    expect(sections[0]?.label).toBe('Homes and people');
  });
  it('ticks nothing that stays with us', () => {
    expect(tickedAtFirst(sections)).toEqual(['households_total']);
    expect(toDecide(sections).map((field) => field.name)).toEqual(['eviction_ever']);
  });
});

describe('what an agreement still lacks', () => {
  it('lacks nothing when every part is decided', () => {
    expect(lacking(draft(), sections, '2026-11-21')).toEqual([]);
  });
  it('cannot be made while one level 2 question is undecided', () => {
    expect(lacking(draft({ decided: {} }), sections, '2026-11-21')).toEqual(['undecided']);
  });
  it('cannot run out before it begins', () => {
    expect(lacking(draft({ valid_until: '2026-11-20' }), sections, '2026-11-21')).toEqual(['until_past']);
  });
  it('may share the boundary alone', () => {
    expect(lacking(draft({ ticked: [], boundary: 'exact' }), sections, '2026-11-21')).toEqual([]);
  });
  it('lets a level 2 question leave only when it was decided so', () => {
    expect(fieldsThatLeave(draft())).toEqual(['households_total']);
    expect(fieldsThatLeave(draft({ decided: { eviction_ever: true } }))).toEqual(['households_total', 'eviction_ever']);
  });
});

describe('a draft of an agreement', () => {
  const untouched = draft({
    office_id: '',
    title: '',
    purpose: '',
    settlement_ids: [],
    decided: {},
    valid_until: '',
    contact: '',
  });
  const rest = { city_id: 'c', signed_city: '', signed_federation: '' };

  it('is kept as soon as a person wrote in it, and not for the words it begins with', () => {
    expect(begun({ ...rest, draft: untouched })).toBe(false);
    expect(begun({ ...rest, draft: { ...untouched, purpose: 'Pipes' } })).toBe(true);
    expect(begun({ ...rest, draft: { ...untouched, settlement_ids: ['s'] } })).toBe(true);
    expect(begun({ ...rest, draft: untouched, signed_city: 'Tendai' })).toBe(true);
  });
});
