import { expect, test } from 'vitest';
import { profileId } from './ids';

const PLACE = '0197b3a0-0000-7000-8000-000000000001'; // as in tests/unit/test_answers.py

test('two phones that begin the same round offline write one profile', () => {
  expect(profileId(PLACE, 2)).toBe('2a50e6e0-e032-5762-bda1-ed4171a6f529');
  expect(profileId(PLACE, 2, 'settlement_profile@4')).toBe(profileId(PLACE, 2));
});

test('another questionnaire of the same round is a profile of its own, in all its versions', () => {
  expect(profileId(PLACE, 2, 'taps@3')).toBe('4f75301e-a5fb-5165-88ce-064ea10c3263');
  expect(profileId(PLACE, 2, 'taps@1')).toBe(profileId(PLACE, 2, 'taps@3'));
});
