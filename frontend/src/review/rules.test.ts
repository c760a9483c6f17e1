import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import {
  reasonsNotToApprove,
  reasonsNotToVerify,
  standingApprovals,
  tenantsMayLiveHere,
  type CountAnswer,
} from './reasons';
import { profileState, type Decision } from './rules';

interface Vectors {
  states: {
    name: string;
    decisions: Decision[];
    consent_collect: string | null;
    has_answers: boolean;
    shared: boolean;
    state: string;
  }[];
  standing: { name: string; decisions: Decision[]; standing: string[] }[];
  approvals: {
    name: string;
    person: string;
    decisions: Decision[];
    writers: string[];
    contested: string[];
    blocked?: string[];
    changed: number | null;
    consent_collect: string | null;
    slugs: string[];
  }[];
  checks: {
    name: string;
    in_team: boolean;
    wrote: boolean;
    handed_in: boolean;
    women: number | null;
    tenants: number | null;
    households_tenant: CountAnswer | null;
    households_subtenant: CountAnswer | null;
    slugs: string[];
  }[];
}

const file = fileURLToPath(new URL('../../../tests/vectors/states.json', import.meta.url));
const vectors = JSON.parse(readFileSync(file, 'utf8')) as Vectors;

describe('the state is read off the decisions', () => {
  test.each(vectors.states)('$name', (one) => {
    expect(profileState(one.decisions, one.consent_collect, one.has_answers, one.shared)).toBe(one.state);
    expect(profileState([...one.decisions].reverse(), one.consent_collect, one.has_answers, one.shared)).toBe(
      one.state,
    );
  });
});

describe('only an approval that knew of every return may leave', () => {
  test.each(vectors.standing)('$name', (one) => {
    expect(standingApprovals(one.decisions).map((approval) => approval.decision_id)).toEqual(one.standing);
  });
});

describe('what stands in the way of an approval', () => {
  test.each(vectors.approvals)('$name', (one) => {
    const reasons = reasonsNotToApprove(one.person, one.decisions, {
      writers: one.writers,
      contested: one.contested,
      blocked: one.blocked ?? [],
      changed: one.changed,
      consentCollect: one.consent_collect,
    });
    expect(reasons.map((reason) => reason.slug)).toEqual(one.slugs);
  });
});

describe('what keeps a check by residents from counting', () => {
  test.each(vectors.checks)('$name', (one) => {
    const reasons = reasonsNotToVerify({
      inTeam: one.in_team,
      wrote: one.wrote,
      handedIn: one.handed_in,
      women: one.women,
      tenants: one.tenants,
      tenantsLiveHere: tenantsMayLiveHere(one.households_tenant, one.households_subtenant),
    });
    expect(reasons.map((reason) => reason.slug)).toEqual(one.slugs);
  });
});
