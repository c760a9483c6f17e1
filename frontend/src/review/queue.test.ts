import { describe, expect, it } from 'vitest';
import { named, piles, type ProfileInReview } from './queue';

function profile(name: string, more: Partial<ProfileInReview> = {}): ProfileInReview {
  return {
    profile_id: name,
    other: null,
    settlement_id: name,
    name,
    round: 1,
    state: 'handed_in',
    contested: 0,
    warnings: 0,
    came_after: 0,
    taken_off: false,
    since: null,
    checked_by: null,
    ...more,
  };
}

describe('the piles of the review page', () => {
  it('puts what residents have checked before what waits for their check', () => {
    const { waiting } = piles([
      profile('Railway line B', { since: '2026-11-01T08:00:00Z' }),
      profile('Lakeside', { state: 'verified', since: '2026-11-12T08:00:00Z' }),
    ]);
    expect(waiting.map((one) => one.name)).toEqual(['Lakeside', 'Railway line B']);
  });

  it('puts what has waited longest first', () => {
    const { waiting } = piles([
      profile('Later', { since: '2026-11-12T08:00:00Z' }),
      profile('Earlier', { since: '2026-11-01T08:00:00Z' }),
    ]);
    expect(waiting.map((one) => one.name)).toEqual(['Earlier', 'Later']);
  });

  it('keeps a returned profile apart from the ones that wait for the leader', () => {
    const sorted = piles([profile('Creek side', { state: 'returned' })]);
    expect(sorted.asked).toHaveLength(1);
    expect(sorted.waiting).toHaveLength(0);
  });

  it('lays a community that said no with the closed ones', () => {
    expect(piles([profile('Hillside', { state: 'said_no' })]).closed).toHaveLength(1);
  });
});

describe('finding a settlement by its name', () => {
  it('does not mind accents and capitals', () => {
    expect(named([profile('Parañaque creek'), profile('Lakeside')], 'PARANA')).toHaveLength(1);
  });
});
