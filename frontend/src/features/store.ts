/** What is on a settlement's map and what is reported of it: read from this phone, written durably, sent when there is signal. */

import { today } from '../kit/clock';
import { uuid7 } from '../kit/ids';
import { durably, type LocalDb } from '../kit/local-db';
import type { Answer } from '../questionnaire/form';
import type { SettlementHere } from '../settlements/here';
import { describe, described, say, type Described } from '../sync/outbox';
import type { Layer } from './catalogue';
import { pointOf, type Geometry, type PointHere } from './rules';
import type { Report } from './uptime';

/** All that was ever put on the map of a settlement, also what was removed. */
export const pointsOf = async (db: LocalDb, settlement_id: string): Promise<PointHere[]> =>
  (await described(db, 'feature', settlement_id)).map(pointOf);

/** One point, null when this phone does not know it. */
export async function onePoint(db: LocalDb, id: string): Promise<PointHere | null> {
  const record = await describe(db, id);
  return record?.kind === 'feature' ? pointOf(record) : null;
}

/** What is put on the map: where, by which number, how sure the phone was of the place. */
export interface Placed {
  geometry: Geometry;
  ref: string;
  accuracy_m: number | null;
}

/** Put a point of a layer on the map; it is durable when this resolves. */
export async function putOnMap(db: LocalDb, at: SettlementHere, layer: Layer, placed: Placed): Promise<string> {
  const id = uuid7();
  const set: Record<string, Answer> = {
    layer: { value: layer.layer },
    geometry: { value: placed.geometry, source: 'observed' },
  };
  if (placed.ref.trim()) set['ref'] = { value: placed.ref.trim() };
  if (placed.accuracy_m !== null) set['accuracy_m'] = { value: Math.round(placed.accuracy_m * 10) / 10 };
  await write(db, at, { kind: 'feature', id, form: layer.form.form, set });
  return id;
}

/** Say something of a point; what stood on the screen is replaced. Null takes an answer back. */
export async function tellOf(
  db: LocalDb,
  at: SettlementHere,
  point: PointHere,
  set: Record<string, Answer | null>,
): Promise<void> {
  const said = Object.entries(set).map(([path, answer]) => [
    path,
    { ...(answer ?? { value: null }), replaces: seen(point, path) },
  ]);
  await write(db, at, { kind: 'feature', id: point.id, form: point.form, set: Object.fromEntries(said) as Said });
}

type Said = Record<string, Answer & { replaces?: string[] }>;

/** The answers of others on the screen; the outbox knows by itself which of the phone's own are replaced. */
const seen = (point: PointHere, path: string): string[] =>
  (point.fields[path] ?? []).filter(({ mine }) => !mine).map(({ edit_id }) => edit_id);

/** Take a point off the map, with all that was seen of it: what others say unseen keeps it there. */
export async function takeOff(db: LocalDb, at: SettlementHere, id: string): Promise<void> {
  const record = await describe(db, id);
  if (record) await write(db, at, { ...record, id, set: { _deleted: { saw: standing(record) } } });
}

const standing = ({ fields }: Described): string[] => [
  ...new Set(
    Object.entries(fields).flatMap(([path, all]) => (path === '_deleted' ? [] : all.map((one) => one.edit_id))),
  ),
];

/** Put a point or a report back that was taken off. */
export async function putBack(db: LocalDb, at: SettlementHere, id: string): Promise<void> {
  const record = await describe(db, id);
  if (record) await write(db, at, { ...record, id, set: { _deleted: { value: false } } });
}

interface Writing {
  kind: Described['kind'];
  id: string;
  form: string;
  set: Record<string, object>;
}

async function write(db: LocalDb, at: SettlementHere, { kind, id, form, set }: Writing): Promise<void> {
  const { settlement_id, city_id } = at;
  await say(db, { kind, record_id: id, settlement_id, city_id, form, set: set as Said });
}

/** One report of a point, with who told it and when. */
export interface ReportHere {
  id: string;
  about: string;
  said: Record<string, Answer>;
  by: string;
  made_at: string;
}

/** Report how a point serves today; more may be added to the same report later. */
export async function report(
  db: LocalDb,
  at: SettlementHere,
  about: { point: string; form: string; report?: string },
  said: Record<string, Answer>,
): Promise<string> {
  const id = about.report ?? uuid7();
  const first: Record<string, Answer> = about.report ? {} : { about: { value: about.point }, day: { value: today() } };
  await write(db, at, { kind: 'status_report', id, form: about.form, set: { ...first, ...said } });
  return id;
}

/** What was reported in a settlement, the latest first; without what was taken back. */
export async function reportsOf(db: LocalDb, settlement_id: string): Promise<ReportHere[]> {
  const records = await described(db, 'status_report', settlement_id);
  return records
    .flatMap((record) => (record.deleted ? [] : reportIn(record)))
    .sort((a, b) => b.made_at.localeCompare(a.made_at));
}

function reportIn({ record_id, fields }: Described): ReportHere[] {
  const about = fields['about']?.[0];
  if (!about || typeof about.answer.value !== 'string') return [];
  const said = shownFirst(fields);
  return [{ id: record_id, about: about.answer.value, said, by: about.by, made_at: about.made_at }];
}

/** A report as plain values; what is not known has none. */
export const plainReport = ({ said }: ReportHere): Report & Record<string, unknown> => plain(said);

const plain = (said: Record<string, Answer>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(said).flatMap(([path, { value }]) => (value === undefined || value === null ? [] : [[path, value]])),
  );

/** What stands on the map of a settlement, each point as its plain values. */
export async function mappedIn(db: LocalDb, settlement_id: string): Promise<Record<string, unknown>[]> {
  const points = await pointsOf(db, settlement_id);
  return points.filter(({ deleted }) => !deleted).map(({ fields }) => plain(shownFirst(fields)));
}

const shownFirst = (fields: Described['fields']): Record<string, Answer> =>
  Object.fromEntries(Object.entries(fields).map(([path, [first]]) => [path, first?.answer as Answer]));

/** The names of people as last pulled. */
export async function namesHere(db: LocalDb): Promise<Record<string, string>> {
  const people = ((await db.get('meta', 'people')) ?? []) as { id: string; name: string }[];
  return Object.fromEntries(people.map(({ id, name }) => [id, name]));
}

/** Keep which layers a city maps, as the server just said. */
export const noteLayers = (db: LocalDb, city_id: string, layers: string[]): Promise<void> =>
  durably(db, ['meta'], async ({ store }) => {
    const known = ((await store.get('layers')) ?? {}) as Record<string, string[]>;
    await store.put({ ...known, [city_id]: layers }, 'layers');
  });
