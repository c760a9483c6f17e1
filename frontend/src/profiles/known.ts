/** "What we know now": what a section comes to, in sentences to hold up to the meeting. Pure.
 *
 * A sentence about a core question that nobody could answer says so kindly; one about a question nobody was asked is left
 * out. Benchmarks name whose they are: Sphere 2018, UN-Habitat, the ladders of WHO/UNICEF (JMP). */

import type { Facts } from '../kit/i18n.svelte';
import type { WordKey } from '../kit/words/keys';
import type { Answers, Form, Source } from '../questionnaire/form';
import type { Indicator } from './counting';
import { indicators, type Deprivations, type Indicators } from './indicators';
import type { ToiletStep, WaterStep } from './ladders';

type Sentence = [WordKey, Facts];

export interface Statement {
  says: WordKey;
  facts: Facts;
  /** Smaller, below: what it is held against, and what else is known. */
  more: Sentence[];
  /** The answers it rests on; of what is not known, those still to be found out. */
  rests_on: string[];
  found: Source[];
  /** Of the five things a home needs: which are lacking. */
  lacks?: Deprivations['lacks'];
}

interface Seen {
  all: Indicators;
  number: (path: string) => number | null;
}
type Teller = (seen: Seen) => Statement | null;

const sources = (results: readonly Indicator[]): Source[] => [
  ...new Set(results.flatMap(({ found }) => Object.values(found))),
];

/** A sentence resting on these results; one that lacks answers rests on finding them out. */
function say(
  results: Indicator | readonly Indicator[],
  [says, facts]: Sentence,
  more: (Sentence | null)[] = [],
): Statement {
  const all = Array.isArray(results) ? (results as Indicator[]) : [results as Indicator];
  const missing = all.flatMap((one) => one.missing);
  const rests = missing.length > 0 ? missing : all.flatMap((one) => one.rests_on);
  const below = more.filter((one) => one !== null);
  return { says, facts, more: below, rests_on: [...new Set(rests)], found: missing.length > 0 ? [] : sources(all) };
}

const whole = (value: number): number => Math.floor(value + 0.5);
const tenth = (value: number): number => Math.floor(value * 10 + 0.5) / 10;

// --- homes and people ---

const people: Teller = ({ all: { population }, number }) => {
  if (population.value === null) return say(population, ['known.people.unknown', {}]);
  const households = number('households_total');
  const homes: Sentence | null = households === null ? null : ['known.households', { n: households }];
  return say(population, ['known.people', { n: population.value }], [homes]);
};

const tenants: Teller = ({ all: { tenant_share }, number }) => {
  if (tenant_share.missing.length > 0) return say(tenant_share, ['known.tenants.unknown', {}]);
  if (tenant_share.value === null) return null;
  const n = (number('households_tenant') ?? 0) + (number('households_subtenant') ?? 0);
  return say(tenant_share, ['known.tenants', { n, all: number('households_total') ?? 0 }]);
};

const temporary: Teller = ({ all: { temporary_share } }) => {
  if (temporary_share.missing.length > 0) return say(temporary_share, ['known.temporary.unknown', {}]);
  if (temporary_share.value === null) return null;
  return say(temporary_share, ['known.temporary', { n: whole(temporary_share.value * 100) }]);
};

const crowding: Teller = ({ all: { people_per_room } }) =>
  people_per_room.value === null
    ? null
    : say(people_per_room, ['known.rooms', { n: tenth(people_per_room.value) }], [['known.rooms.standard', {}]]);

const density: Teller = ({ all: { people_per_ha } }) =>
  people_per_ha.value === null
    ? null
    : say(people_per_ha, ['known.density', { n: whole(people_per_ha.value) }], [['known.density.hectare', {}]]);

// --- water ---

const taps: Teller = ({ all, number }) => {
  const [tap, working, total] = [all.people_per_tap, number('taps_public_working'), number('taps_public_total')];
  if (working === null) return say(tap, ['known.taps.unknown', {}]);
  if (working === 0) return say(tap, ['known.taps.none', {}]);
  const of: Sentence | null = total === null || total < working ? null : ['known.taps.of', { n: working, all: total }];
  if (tap.value === null) return say(tap, ['known.taps.no_people', { n: working }]);
  const without = all.people_without_tap_per_tap.value;
  const apart: Sentence | null = without === null ? null : ['known.taps.without', { n: whole(without) }];
  return say(tap, ['known.taps', { n: whole(tap.value) }], [of, apart, ['known.taps.standard', {}]]);
};

const litres: Teller = ({ all: { water_litres } }) =>
  water_litres.value === null
    ? null
    : say(water_litres, ['known.litres', { n: tenth(water_litres.value) }], [['known.litres.standard', {}]]);

const price: Teller = ({ all: { water_price_m3 } }) => {
  if (water_price_m3.value === null) return null;
  if (water_price_m3.value === 0) return say(water_price_m3, ['known.price.free', {}]);
  return say(water_price_m3, ['known.price', { money: whole(water_price_m3.value) }]);
};

const cost: Teller = ({ all: { water_share_of_income } }) =>
  water_share_of_income.value === null
    ? null
    : say(
        water_share_of_income,
        ['known.cost', { n: whole(water_share_of_income.value * 100) }],
        [['known.cost.standard', {}]],
      );

const WATER: Record<WaterStep, WordKey> = {
  surface_water: 'known.water.surface',
  unimproved: 'known.water.unimproved',
  limited: 'known.water.limited',
  basic: 'known.water.basic',
  safely_managed: 'known.water.safe',
};
const WATER_STEPS = Object.keys(WATER);

const water: Teller = ({ all: { water_step } }) => {
  if (water_step.value === null) return say(water_step, ['known.water.unknown', {}]);
  const step: Sentence = ['known.step', { n: WATER_STEPS.indexOf(water_step.value) + 1 }];
  return say(water_step, [WATER[water_step.value], {}], [step]);
};

// --- toilets ---

const seats: Teller = ({ all }) => {
  const [seat, broken] = [all.people_per_seat, all.seats_out_of_order];
  const counted = broken.missing.length === 0 && seat.missing.length === 0;
  if (seat.value === null) return say(seat, [counted ? 'known.seats.none' : 'known.seats.unknown', {}]);
  const without = all.people_without_own_per_seat.value;
  const apart: Sentence | null = without === null ? null : ['known.seats.without', { n: whole(without) }];
  return say(seat, ['known.seats', { n: whole(seat.value) }], [apart, ['known.seats.standard', {}]]);
};

const broken: Teller = ({ all: { seats_out_of_order } }) =>
  seats_out_of_order.value === null
    ? null
    : say(seats_out_of_order, ['known.broken', { n: whole(seats_out_of_order.value * 100) }]);

const womensSeats: Teller = ({ all: { women_seat_ratio } }) =>
  women_seat_ratio.value === null
    ? null
    : say(
        women_seat_ratio,
        ['known.women_seats', { n: tenth(women_seat_ratio.value) }],
        [['known.women_seats.standard', {}]],
      );

const without: Teller = ({ all: { people_without_toilet } }) => {
  const [result, n] = [people_without_toilet, people_without_toilet.value];
  if (n === null) return say(result, ['known.without.unknown', {}]);
  return say(result, n === 0 ? ['known.without.nobody', {}] : ['known.without', { n: whole(n) }]);
};

const TOILETS: Record<ToiletStep, WordKey> = {
  open_defecation: 'known.toilets.open',
  unimproved: 'known.toilets.unimproved',
  limited: 'known.toilets.limited',
  basic: 'known.toilets.basic',
  safely_managed: 'known.toilets.safe',
};
const TOILET_STEPS = Object.keys(TOILETS);

const toilets: Teller = ({ all: { toilet_step } }) => {
  if (toilet_step.value === null) return null;
  const step: Sentence = ['known.step', { n: TOILET_STEPS.indexOf(toilet_step.value) + 1 }];
  return say(toilet_step, [TOILETS[toilet_step.value], {}], [step]);
};

// --- who was here ---

const tenantsHere: Teller = ({ all: { tenant_voice, tenant_share }, number }) => {
  if (tenant_voice.missing.length > 0) return say(tenant_voice, ['known.here.tenants.unknown', {}]);
  if (tenant_voice.value === null || tenant_share.value === null) return null;
  const facts = {
    n: (number('present_tenants') ?? 0) + (number('present_subtenants') ?? 0),
    here: (number('present_women') ?? 0) + (number('present_men') ?? 0),
    tenants: (number('households_tenant') ?? 0) + (number('households_subtenant') ?? 0),
    households: number('households_total') ?? 0,
  };
  const few: Sentence | null = tenant_voice.value < 0.5 ? ['known.here.tenants.few', {}] : null;
  return say(tenant_voice, ['known.here.tenants', facts], [few]);
};

const womenHere: Teller = ({ all: { women_voice }, number }) => {
  if (women_voice.missing.length > 0) return say(women_voice, ['known.here.unknown', {}]);
  if (women_voice.value === null) return null;
  const here = (number('present_women') ?? 0) + (number('present_men') ?? 0);
  return say(women_voice, ['known.here.women', { n: number('present_women') ?? 0, here }]);
};

const youngHere: Teller = ({ all: { youth_voice, population }, number }) => {
  if (youth_voice.value === null || population.value === null) return null;
  const here = (number('present_women') ?? 0) + (number('present_men') ?? 0);
  const facts = { n: number('present_youth') ?? 0, here, young: number('people_youth') ?? 0, people: population.value };
  return say(youth_voice, ['known.here.youth', facts]);
};

// --- what is lacking ---

const lacking: Teller = ({ all: { deprivations } }) => {
  const five = deprivations.value;
  if (five === null) return say(deprivations, ['known.lacking.unknown', {}]);
  const open: Sentence | null = five.unknown > 0 ? ['known.lacking.open', { n: five.unknown }] : null;
  const says: WordKey = five.unknown > 0 ? 'known.lacking.least' : 'known.lacking';
  return {
    ...say(deprivations, [says, { n: five.at_least }], [open, ['known.lacking.what', {}]]),
    lacks: five.lacks,
  };
};

/** What is told at the end of the section that asks this question. */
const TOLD: Record<string, readonly Teller[]> = {
  population_community: [people, tenants, temporary, crowding, density],
  taps_public_working: [taps, water, litres, price, cost],
  toilet_main_type: [seats, broken, without, womensSeats, toilets],
  present_women: [tenantsHere, womenHere, youngHere],
  consent_public: [lacking],
};

/** The sections that have something to hold up, in the meeting's order. */
export const sectionsKnown = (form: Form): string[] => {
  const told = new Set(Object.keys(TOLD).map((question) => form.questions[question]?.section));
  return form.sections.map(({ code }) => code).filter((code) => told.has(code));
};

/** Everything to hold up at a section's end. */
export function knownNow(form: Form, section: string, answers: Answers, areaM2: number | null): Statement[] {
  const number = (path: string): number | null => {
    const value = answers[path]?.value;
    return typeof value === 'number' ? value : null;
  };
  const seen = { all: indicators(answers, areaM2), number };
  return Object.entries(TOLD)
    .filter(([question]) => form.questions[question]?.section === section)
    .flatMap(([, tellers]) => tellers.map((tell) => tell(seen)))
    .filter((one) => one !== null);
}
