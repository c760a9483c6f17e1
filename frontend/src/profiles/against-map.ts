/**
 * X11: what is mapped in a settlement held against the totals of its profile. Pure; the twin of app/profiles/against_map.py,
 * tests/vectors/against_map.json holds the two together. Many settlements map a part of what they have: a map that shows fewer
 * is only asked about when half of it is there already, and when it is known of each point what it counts for. A map
 * that shows more than was said is always asked about.
 */
import '../questionnaire/engine'; // sums over the rows of a list
import { evaluate, withCalculations } from '../questionnaire/expressions';
import type { Answers, Ast, Form, Question, Rule, Words } from '../questionnaire/form';
import { filled, saidNo, type Warning } from './rules';

/** What is known of one point on the map, as plain values: its layer, and the answers of that layer. */
export type Mapped = Record<string, unknown>;

/** A total of the profile, and which points count for it: by one each, or by a number that they tell. */
interface Compared {
  total: string;
  layer: string;
  number?: string;
  where?: Record<string, readonly string[]>;
  askedAt?: string[];
}

const RULE = 'X11';
const COMPARED: readonly Compared[] = [
  {
    total: 'structures_total',
    layer: 'structure',
    askedAt: ['structures_residential', 'structures_mixed', 'structures_business', 'structures_other'],
  },
  {
    total: 'taps_private_total',
    layer: 'water_point',
    number: 'taps_total',
    where: { source: ['piped_dwelling', 'piped_yard', 'piped_neighbour'] },
  },
  {
    total: 'taps_public_total',
    layer: 'water_point',
    number: 'taps_total',
    where: { source: ['public_tap', 'water_kiosk'] },
  },
  { total: 'handpumps_total', layer: 'water_point', where: { source: ['borehole'] } },
  { total: 'toilet_seats_total', layer: 'toilet', number: 'seats_total', askedAt: ['toilet_group'] },
  { total: 'street_lights', layer: 'light' },
];

/** The totals from which the map differs by more than 20 %. */
export function againstMap(form: Form, answers: Answers, points: readonly Mapped[], today: string): Warning[] {
  const rule = form.rules.find(({ id }) => id === RULE);
  if (!rule || !points.length || saidNo(answers)) return [];
  const complete = withCalculations(form, answers, today);
  return COMPARED.flatMap((one) =>
    form.questions[one.total] ? differs(form, rule, one, complete, points, today) : [],
  );
}

function differs(
  form: Form,
  rule: Rule,
  compared: Compared,
  answers: Answers,
  points: readonly Mapped[],
  today: string,
): Warning[] {
  const { repeat, label } = form.questions[compared.total] as Question;
  const asked: Ast = ['ref', compared.total];
  const total = evaluate(repeat ? ['call', 'sum', [asked]] : asked, answers, null, today, { form });
  const { mapped, isAll } = counted(compared, points);
  if (typeof total !== 'number' || !isMuch(mapped, total, isAll)) return [];
  const sentences = Object.entries(rule.says).map(([spoken, said]) => [
    spoken,
    said?.replace('{asked}', () => label[spoken] ?? label.en),
  ]);
  const says = filled(form, Object.fromEntries(sentences) as Words, {}, { mapped, total });
  return [
    {
      id: `${RULE}/${compared.total}`,
      rule: RULE,
      kind: rule.kind,
      questions: compared.askedAt ?? [compared.total],
      says,
    },
  ];
}

/** What the points come to, at least, and whether that is all: what is not known may be one or many. */
function counted(
  { layer, number, where = {} }: Compared,
  points: readonly Mapped[],
): { mapped: number; isAll: boolean } {
  let [mapped, isAll] = [0, true];
  for (const point of points.filter((one) => one['layer'] === layer)) {
    const asked = Object.entries(where);
    if (asked.some(([name]) => point[name] === undefined)) isAll = false;
    else if (asked.every(([name, codes]) => codes.includes(point[name] as string))) {
      const told = number ? point[number] : 1;
      isAll &&= typeof told === 'number';
      mapped += typeof told === 'number' ? told : 1;
    }
  }
  return { mapped, isAll };
}

const isMuch = (mapped: number, total: number, isAll: boolean): boolean =>
  mapped > total ? 5 * mapped > 6 * total : isAll && 5 * mapped < 4 * total && total <= 2 * mapped;
