/** What an agreement may name and what it still lacks: decided without server or screen. */

import type { Words } from '../questionnaire/form';

export type Level = 0 | 1 | 2 | 3;

export interface FieldOnOffer {
  name: string;
  label: string;
  level: Level;
}

export interface SectionOnOffer {
  code: string;
  label: string;
  fields: FieldOnOffer[];
}

/** The parts of a form that an agreement reads. */
export interface FormToShare {
  sections: readonly { code: string; label: Words; questions: readonly string[] }[];
  questions: Record<string, { type: string; label: Words; sensitive: number; core?: boolean; repeat?: string | null }>;
}

/** Answers about the consent itself decide a release; they are not part of one. */
const DECIDES_THE_RELEASE = new Set(['U1', 'U2']);
/** The boundary is agreed by its own choice, never by a tick among the questions. */
const AGREED_APART = new Set(['boundary', 'geopoint']);

/** List, by section, the questions an agreement may name: asked on the phone, and never personal (level 3). */
export function fieldsOnOffer(form: FormToShare, language: string): SectionOnOffer[] {
  return form.sections
    .filter((section) => !DECIDES_THE_RELEASE.has(section.code))
    .map((section) => ({
      code: section.code,
      label: inLanguage(section.label, language),
      fields: section.questions.flatMap((name) => onOffer(form, name, language)),
    }))
    .filter((section) => section.fields.length > 0);
}

function onOffer(form: FormToShare, name: string, language: string): FieldOnOffer[] {
  const question = form.questions[name];
  if (!question || !question.core || question.repeat) return [];
  if (question.sensitive >= 3 || AGREED_APART.has(question.type)) return [];
  return [{ name, label: inLanguage(question.label, language), level: question.sensitive as Level }];
}

function inLanguage(label: Words, language: string): string {
  return label[language] ?? label.en;
}

export type BoundaryShared = 'none' | 'exact';

export interface AgreementDraft {
  office_id: string;
  title: string;
  purpose: string;
  settlement_ids: string[];
  /** Questions of levels 0 and 1 that are ticked. */
  ticked: string[];
  /** Each level 2 question decided so far: may it leave under this agreement? */
  decided: Record<string, boolean>;
  boundary: BoundaryShared;
  /** The layers of the map that may leave; those of level 2 only by being ticked. */
  layers: string[];
  valid_from: string;
  valid_until: string;
  terms: string;
  contact: string;
}

/** A draft as it rests on the phone until the agreement is made. */
export interface DraftKept {
  draft: AgreementDraft;
  city_id: string;
  signed_city: string;
  signed_federation: string;
  /** When it was last written in. */
  at: string;
}

/** Whether anything of a draft was written by a person, and so is worth keeping. */
export function begun({ draft, signed_city, signed_federation }: Omit<DraftKept, 'at'>): boolean {
  const { office_id, title, purpose, contact, valid_until, settlement_ids, decided, layers } = draft;
  const written = [office_id, title, purpose, contact, valid_until, signed_city, signed_federation];
  return (
    written.some((text) => text.trim()) || settlement_ids.length + layers.length > 0 || Object.keys(decided).length > 0
  );
}

/** Begin with every question of levels 0 and 1 ticked and nothing of level 2 decided. */
export function tickedAtFirst(sections: readonly SectionOnOffer[]): string[] {
  return sections.flatMap((section) => section.fields.filter((field) => field.level < 2).map((field) => field.name));
}

/** List the level 2 questions: each stays with the federation unless it is decided one by one. */
export function toDecide(sections: readonly SectionOnOffer[]): FieldOnOffer[] {
  return sections.flatMap((section) => section.fields.filter((field) => field.level === 2));
}

/** Name every question that leaves under this draft. */
export function fieldsThatLeave(draft: AgreementDraft): string[] {
  const shared = Object.entries(draft.decided).filter(([, leaves]) => leaves);
  return [...draft.ticked, ...shared.map(([name]) => name)];
}

export type Lack =
  | 'office'
  | 'title'
  | 'purpose'
  | 'settlements'
  | 'fields'
  | 'undecided'
  | 'until'
  | 'until_past'
  | 'terms'
  | 'contact';

/** Say what a draft still lacks before it can be made, in the order of the page. */
export function lacking(draft: AgreementDraft, sections: readonly SectionOnOffer[], today: string): Lack[] {
  const lacks: [Lack, boolean][] = [
    ['office', !draft.office_id],
    ['title', !draft.title.trim()],
    ['purpose', !draft.purpose.trim()],
    ['settlements', draft.settlement_ids.length === 0],
    ['fields', fieldsThatLeave(draft).length + draft.layers.length === 0 && draft.boundary === 'none'],
    ['undecided', toDecide(sections).some((field) => draft.decided[field.name] === undefined)],
    ['until', !draft.valid_until],
    ['until_past', !!draft.valid_until && (draft.valid_until < today || draft.valid_until < draft.valid_from)],
    ['terms', !draft.terms.trim()],
    ['contact', !draft.contact.trim()],
  ];
  return lacks.filter(([, missing]) => missing).map(([lack]) => lack);
}
