/** Holds our expressions against ODK's own engine: each case of tests/vectors/expressions.json that it can be asked, in a form of
 * its own. Prints what differs, and fails on a difference that differences.json does not list with its reason. */
import { readFileSync } from 'node:fs';
import { engine } from './engine.mjs';
import { askable, expressionOf, formOf } from './form.mjs';

const read = (name) => JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8'));
const cases = read('../vectors/expressions.json');
const listed = read('differences.json');

/** What ODK comes to, as text; null where it has no value. */
async function theirs(one) {
  const { root } = await engine.createInstance(formOf(one));
  const out = root.currentState.children.find((node) => node.currentState.reference === '/data/out');
  const text = out.currentState.value;
  return text === '' || text === 'NaN' || text === 'Infinity' || text === '-Infinity' ? null : text;
}

function same(ours, their, tolerance = 1e-9) {
  if (ours === null || ours === '') return their === null;
  if (their === null) return false;
  if (typeof ours !== 'number') return String(ours).normalize('NFC') === their.normalize('NFC');
  return Math.abs(ours - Number(their)) <= Math.max(tolerance, Math.abs(ours) * 1e-9);
}

/** The reason why a difference is meant to be: by what was asked, or by what kind of difference it is. */
function reasonOf(one, their) {
  const by = listed.find(
    ({ expressions = [], drawn, unknown }) =>
      expressions.includes(one.expr) ||
      (drawn && one.seed && new RegExp(drawn, 'u').test(one.expr)) ||
      (unknown && one.value === null && their !== null),
  );
  return by?.reason;
}

const told = { same: 0, 'not asked': 0, 'not taken by ODK': 0 };
const differences = new Map();
let unlisted = 0;
for (const one of cases) {
  if (!askable(one)) {
    told['not asked'] += 1;
    continue;
  }
  let their;
  try {
    their = await theirs(one);
  } catch {
    told['not taken by ODK'] += 1;
    continue;
  }
  if (same(one.value, their, one.tolerance)) {
    told.same += 1;
    continue;
  }
  const reason = reasonOf(one, their);
  if (!reason) {
    unlisted += 1;
    const asked = Object.fromEntries(Object.entries(one.answers).map(([path, { value, answer }]) => [path, value ?? answer]));
    console.log(`NOT LISTED  ${expressionOf(one)}  ${JSON.stringify(asked)} self ${JSON.stringify(one.self)}`);
    console.log(`            ours ${JSON.stringify(one.value)}, ODK ${JSON.stringify(their)}`);
  } else differences.set(reason, (differences.get(reason) ?? 0) + 1);
}
for (const [what, count] of Object.entries(told)) console.log(`${String(count).padStart(5)} ${what}`);
for (const [reason, count] of differences) console.log(`${String(count).padStart(5)} differ: ${reason}`);
for (const { reason } of listed) if (!differences.has(reason)) console.log(`    0 differ any more: ${reason}`);
process.exitCode = unlisted ? 1 : 0;
