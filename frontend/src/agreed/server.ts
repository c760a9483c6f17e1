/** Asks the server about agreements and releases; what leaves the federation is decided there and needs signal. */

import { ask, askRaw, type Schema } from '../kit/http';
import { session } from '../people/session.svelte';
import type { Form } from '../questionnaire/form';

export type Agreement = Schema<'AgreementShown'>;
export type Standing = Agreement['standing'];
export type ReleaseBrief = Schema<'ReleaseBrief'>;
export type NewAgreement = Schema<'NewAgreement'>;
export type OfficeQuestion = Schema<'QuestionShown'>;

export type SharedLayer = Omit<Schema<'SharedLayer'>, 'fields'> & { fields: SharedField[] };
export type SharedPoint = Schema<'SharedPoint'>;

export interface SharedField {
  field: string;
  section: string;
  section_label: string;
  label: string;
  type: string;
  unit: string | null;
  level: number;
  choices: { code: string; label: string }[];
}

export type AnswerState =
  'known' | 'not_known' | 'refused' | 'does_not_apply' | 'not_asked' | 'withheld' | 'two_answers';

export interface SharedAnswer {
  field: string;
  state: AnswerState;
  value?: unknown;
  label?: string | null;
  how_counted?: 'counted' | 'observed' | 'meeting' | 'official' | 'calculated' | null;
  answered_on?: string | null;
}

export interface SharedSettlement {
  settlement_id: string;
  name: string | null;
  code: string | null;
  ward: string | null;
  profile_date: string | null;
  round: number;
  approved_at: string;
  checked_at: string | null;
  area_ha: number | null;
  geometry: unknown;
  answers: SharedAnswer[];
  points: SharedPoint[];
}

type Shared<Shape> = Omit<Shape, 'fields' | 'layers' | 'settlements'> & {
  fields: SharedField[];
  layers: SharedLayer[];
  settlements: SharedSettlement[];
};

export type Preview = Shared<Schema<'Preview'>>;
export type Release = Omit<Shared<Schema<'ReleaseShown'>>, 'agreement'> & {
  agreement: {
    id: string;
    title: string;
    purpose: string;
    contact: string;
    office: string | null;
    valid_until: string;
    /** Of the city, such as Asia/Manila: the days of a release are told in it, wherever it is read. */
    time_zone: string;
  };
};

function said<Answer>(method: 'GET' | 'POST', path: string, body?: unknown): Promise<Answer> {
  return ask<Answer>(`/api/agreements${path}`, {
    method,
    token: session.person?.token,
    ...(body === undefined ? {} : { body }),
  });
}

export const listAgreements = (): Promise<Agreement[]> => said('GET', '');
export const readAgreement = (id: string): Promise<Agreement> => said('GET', `/${id}`);
export const makeAgreement = (agreement: NewAgreement): Promise<Agreement> => said('POST', '', agreement);
export const usualTerms = async (): Promise<string> => (await said<{ terms: string }>('GET', '/terms')).terms;
export const endAgreement = (id: string, reason: string): Promise<Agreement> =>
  said('POST', `/${id}/end`, { reason: reason || null });

/** What the city would see if the release were made now. */
export const preview = (id: string): Promise<Preview> => said('POST', `/${id}/preview`);
/** Freeze what may leave now as the next release; only exactly what was looked at, by its fingerprint. */
export const release = (id: string, fingerprint: string): Promise<Release> =>
  said('POST', `/${id}/releases`, { fingerprint });
export const readRelease = (id: string, number: number): Promise<Release> => said('GET', `/${id}/releases/${number}`);
export const takeReleaseBack = (id: string, number: number): Promise<Release> =>
  said('POST', `/${id}/releases/${number}/withdraw`);

export const officeQuestions = (id: string): Promise<OfficeQuestion[]> => said('GET', `/${id}/questions`);
export const askFederation = (id: string, number: number, text: string): Promise<OfficeQuestion> =>
  said('POST', `/${id}/releases/${number}/questions`, { text });
export const answerOffice = (id: string, question_id: string, text: string): Promise<OfficeQuestion> =>
  said('POST', `/${id}/questions/${question_id}/answer`, { text });

/** The questions in words; anyone may read the form. */
export const readForm = (): Promise<Form> => ask<Form>('/api/forms/settlement_profile@1');

/** In which format an office wants the map of a release. */
export type MapFormat = 'geojson' | 'gpkg' | 'shp' | 'kml' | 'fgb' | 'csv';

export interface ZipFile {
  name: string;
  body: Blob;
}

/** Fetch a release as one zip. */
export async function downloadRelease(id: string, number: number, map: MapFormat = 'geojson'): Promise<ZipFile> {
  const answer = await askRaw(`/api/agreements/${id}/releases/${number}/download?map_format=${map}`, {
    token: session.person?.token,
  });
  const named = /filename="([^"]+)"/.exec(answer.headers.get('Content-Disposition') ?? '')?.[1];
  return { name: named ?? `kwetu-release-${number}.zip`, body: await answer.blob() };
}
