/** What the answers come to for people: one tap for so many, who was here; the twin of app/profiles/indicators.py. Pure.
 *
 * What is not known stays not known, never nought. tests/vectors/indicators.json holds both languages equal. */

import type { Answers, Value } from '../questionnaire/form';
import { anyKnown, over, plus, ratio, Said, type Indicator, type Known } from './counting';
import { IMPROVED_TOILET, toiletStep, waterStep, type ToiletStep, type WaterStep } from './ladders';

// --- homes and people ---

/** The people as the community counts them, else households by their usual size (KYC C12, C11). */
function population(said: Said): Known {
  const counted = said.number('population_community');
  if (counted !== null) return counted;
  const [households, size] = [said.number('households_total'), said.number('household_size')];
  return households === null || size === null ? null : Math.floor(households * size + 0.5);
}

const structures = (said: Said): Known =>
  plus(...['residential', 'mixed', 'business', 'other'].map((kind) => said.number(`structures_${kind}`)));

/** The share of structures that are not built to last (SDG 11.1.1, durability). */
function temporaryShare(said: Said): Known {
  const [total, permanent] = [structures(said), said.number('structures_permanent')];
  return total === null || permanent === null || permanent > total ? null : ratio(total - permanent, total);
}

/** People to a room; more than three is crowded (UN-Habitat). */
const peoplePerRoom = (said: Said): Known => ratio(said.number('household_size'), said.number('rooms_per_household'));

const tenantShare = (said: Said): Known =>
  ratio(plus(said.number('households_tenant'), said.number('households_subtenant')), said.number('households_total'));

/** The people of households without one of their own. */
function withoutOwn(said: Said, working: Known): Known {
  const [people, share] = [population(said), ratio(working, said.number('households_total'))];
  return people === null || share === null ? null : people * (1 - Math.min(1, share));
}

// --- water ---

/** People to a working public tap as federations count it (KYC). */
const peoplePerTap = (said: Said): Known => ratio(population(said), said.number('taps_public_working'));

/** People without a tap of their own to a working public tap (Sphere: 250 at most). */
const peopleWithoutTapPerTap = (said: Said): Known =>
  ratio(withoutOwn(said, said.number('taps_private_working')), said.number('taps_public_working'));

function waterPriceM3(said: Said): Known {
  const price = said.number('water_price');
  if (price === 0) return 0;
  const perLitre = ratio(price, said.number('water_price_litres'));
  return perLitre === null ? null : perLitre * 1000;
}

const waterShareOfIncome = (said: Said): Known =>
  ratio(said.number('water_cost_month'), said.number('income_month_typical'));

const collectionMin = (said: Said): Known =>
  said.value('water_on_premises') === 'yes' ? 0 : said.number('water_collection_min');

function stepOfWater(said: Said): WaterStep | null {
  const [source, premises] = [said.value('water_main_source'), said.value('water_on_premises')];
  const minutes = premises === 'yes' ? null : said.number('water_collection_min');
  const [hoursDay, tested] = [said.number('water_hours_day'), said.value('water_tested_safe')];
  return waterStep({ source, minutes, premises, hoursDay, tested });
}

// --- toilets ---

/** Who uses a group of toilets, and of which type they are: its row is named by both. */
function named(said: Said, row: string): { use: Value | null; kind: Value | null } {
  const [use = '', kind] = (row.split('/')[1] ?? '').split('+');
  if (kind !== undefined) return { use, kind };
  return { use: said.value(`${row}/toilet_use`), kind: said.value(`${row}/toilet_group_type`) };
}

/** Add up seats over all groups; `own` takes only those of one household each, or only the others. */
function seats(said: Said, count: 'working' | 'total' | 'women', own?: boolean): Known {
  const rows = said.rows();
  if (rows === null) return null;
  const taken = rows.filter((row) => own === undefined || (named(said, row).use === 'household') === own);
  return plus(...taken.map((row) => said.number(`${row}/toilet_seats_${count}`)));
}

/** People to a working seat of any kind (KYC). */
const peoplePerSeat = (said: Said): Known => ratio(population(said), seats(said, 'working'));

/** People without their own to a working shared seat (Sphere 2018: 20, in the first weeks 50). */
const peopleWithoutOwnPerSeat = (said: Said): Known => {
  const own = seats(said, 'working', true);
  return ratio(withoutOwn(said, own), seats(said, 'working', false));
};

/** Shared seats for women to each other one (Sphere: three). */
function womenSeatRatio(said: Said): Known {
  const [working, women] = [seats(said, 'working', false), seats(said, 'women', false)];
  return working === null || women === null || women > working ? null : ratio(women, working - women);
}

function seatsOutOfOrder(said: Said): Known {
  const share = ratio(seats(said, 'working'), seats(said, 'total'));
  return share === null || share > 1 ? null : 1 - share;
}

function peopleWithoutToilet(said: Said): Known {
  const [people, ofHundred] = [population(said), said.number('open_defecation_percent')];
  return people === null || ofHundred === null ? null : (people * ofHundred) / 100;
}

/** Who uses the toilets of the main type: where groups differ, that of most seats. */
function mainUse(said: Said, kind: Value | null): Value | null {
  const rows = (said.rows() ?? []).filter((row) => named(said, row).kind === kind);
  const uses = rows.map((row) => named(said, row).use);
  if (new Set(uses).size < 2) return uses[0] ?? null;
  const totals = rows.map((row) => said.number(`${row}/toilet_seats_total`));
  const known = totals.filter((total) => total !== null);
  if (known.length < totals.length) return null;
  const most = new Set(uses.filter((_, at) => totals[at] === Math.max(...known)));
  return most.size === 1 ? ([...most][0] ?? null) : null;
}

function stepOfToilets(said: Said): ToiletStep | null {
  const kind = said.value('toilet_main_type');
  const use = IMPROVED_TOILET.includes(kind) ? mainUse(said, kind) : null;
  return toiletStep(kind, use, use === 'household' ? said.value('emptying_service') : null);
}

// --- who was here ---

const present = (said: Said): Known => plus(said.number('present_women'), said.number('present_men'));

/** Tenants among those present to tenants among households; below a half they were not heard. */
function tenantVoice(said: Said): Known {
  const tenants = plus(said.number('present_tenants'), said.number('present_subtenants'));
  return ratio(ratio(tenants, present(said)), tenantShare(said));
}

const womenVoice = (said: Said): Known => ratio(ratio(said.number('present_women'), present(said)), 0.5);

function youthVoice(said: Said): Known {
  const share = ratio(said.number('people_youth'), population(said));
  return ratio(ratio(said.number('present_youth'), present(said)), share);
}

// --- what is lacking ---

const is = (value: Value | null, code: string): boolean | null => (value === null ? null : value === code);

function waterLacks(said: Said): boolean | null {
  const [step, litres, cost] = [stepOfWater(said), said.number('water_litres_person_day'), waterShareOfIncome(said)];
  return anyKnown([
    step === null ? null : step === 'unimproved' || step === 'surface_water',
    over(collectionMin(said), 60),
    litres === null ? null : litres < 20,
    cost === null ? null : cost >= 0.1,
    over(ratio(said.number('households_total'), said.number('taps_public_working')), 5),
  ]);
}

function toiletsLack(said: Said): boolean | null {
  const [step, shared] = [stepOfToilets(said), peopleWithoutOwnPerSeat(said)];
  const limit = over(shared ?? peoplePerSeat(said), 20);
  return anyKnown([step === null ? null : step === 'unimproved' || step === 'open_defecation', limit]);
}

function homesDoNotLast(said: Said): boolean | null {
  const dangerous = is(said.value('location_dangerous'), 'yes');
  return anyKnown([over(temporaryShare(said), 0.5), dangerous]);
}

function notSafeFromEviction(said: Said): boolean | null {
  const [papers, threat] = [said.value('land_document'), is(said.value('eviction_current'), 'yes')];
  const none = Array.isArray(papers) ? papers.length === 1 && papers[0] === 'none' : null;
  return anyKnown([none, threat]);
}

export interface Deprivations {
  at_least: number;
  unknown: number;
  lacks: Record<'water' | 'toilets' | 'room' | 'homes' | 'tenure', boolean | null>;
}

/** Count UN-Habitat's five, as a settlement's stand-ins: at least so many, so many not known. It is not SDG 11.1.1, which
 * counts the people in such households of a whole city. */
function deprivations(said: Said): Deprivations | null {
  const lacks = {
    water: waterLacks(said),
    toilets: toiletsLack(said),
    room: over(peoplePerRoom(said), 3),
    homes: homesDoNotLast(said),
    tenure: notSafeFromEviction(said),
  };
  const all = Object.values(lacks);
  const unknown = all.filter((lack) => lack === null).length;
  return unknown === all.length ? null : { at_least: all.filter((lack) => lack).length, unknown, lacks };
}

export const FORMULAS = {
  population,
  people_per_ha: (said: Said): Known => ratio(population(said), said.areaHa()),
  households_per_ha: (said: Said): Known => ratio(said.number('households_total'), said.areaHa()),
  structures_per_ha: (said: Said): Known => ratio(structures(said), said.areaHa()),
  people_per_room: peoplePerRoom,
  temporary_share: temporaryShare,
  tenant_share: tenantShare,
  people_per_tap: peoplePerTap,
  people_without_tap_per_tap: peopleWithoutTapPerTap,
  water_litres: (said: Said): Known => said.number('water_litres_person_day'),
  water_price_m3: waterPriceM3,
  water_share_of_income: waterShareOfIncome,
  water_step: stepOfWater,
  toilet_step: stepOfToilets,
  people_per_seat: peoplePerSeat,
  people_without_own_per_seat: peopleWithoutOwnPerSeat,
  women_seat_ratio: womenSeatRatio,
  seats_out_of_order: seatsOutOfOrder,
  people_without_toilet: peopleWithoutToilet,
  tenant_voice: tenantVoice,
  women_voice: womenVoice,
  youth_voice: youthVoice,
  deprivations,
};

export type Indicators = {
  [name in keyof typeof FORMULAS]: Indicator<NonNullable<ReturnType<(typeof FORMULAS)[name]>>>;
};

/** Everything that can be said of a settlement from one profile's answers and its boundary's area. */
export function indicators(answers: Answers, areaM2: number | null = null): Indicators {
  const found = Object.entries(FORMULAS).map(([name, formula]) => {
    const said = new Said(answers, areaM2);
    return [name, said.comesTo<unknown>(formula(said))];
  });
  return Object.fromEntries(found) as Indicators;
}
