import { expect, test } from 'vitest';
import {
  answered,
  degreesFrom,
  noDegrees,
  firstDay,
  isDay,
  isMoment,
  isTime,
  isVast,
  LAST_DAY,
  meanings,
  numberFrom,
  onStep,
  pressed,
  putAt,
  stepped,
  ticked,
  toBringBack,
  trembles,
} from './entering';

test('numbers are read as people type them', () => {
  expect(numberFrom('1 250', true)).toBe(1250);
  expect(numberFrom('4,5', false)).toBe(4.5);
  expect(numberFrom('.5', false)).toBe(0.5);
  expect(numberFrom('0', true)).toBe(0);
  expect(numberFrom('', true)).toBeNull();
});

test('thousands set apart stay thousands', () => {
  expect(numberFrom('1,000', true)).toBe(1000);
  expect(numberFrom('1.000', true)).toBe(1000);
  expect(numberFrom('12,500', true)).toBe(12500);
  expect(numberFrom('1,234,567', true)).toBe(1234567);
  expect(numberFrom('1,25,000', true)).toBe(125000);
  expect(numberFrom('1,500,000', false)).toBe(1500000);
  expect(numberFrom('1,500.50', false)).toBe(1500.5);
  expect(numberFrom('1.500,50', false)).toBe(1500.5);
});

test('a price of 1,500 may be two numbers, and is not written down as either', () => {
  expect(numberFrom('1,500', false)).toBe('unclear');
  expect(meanings('1,500')).toEqual({ many: '1500', few: '1.5' });
  expect(numberFrom('1500', false)).toBe(1500);
  expect(numberFrom('1.5', false)).toBe(1.5);
  expect(numberFrom('1,50', false)).toBe(1.5);
  expect(numberFrom('0,125', false)).toBe(0.125);
});

test('no beginning of a text that is no number is taken for it', () => {
  for (const text of ['1e5', 'abc', '12,', '12,5', '12,50', '1,0000', '4.', '1,000.000'])
    expect(numberFrom(text, true)).toBe('wrong');
});

test('half a household, a word or two commas are no number', () => {
  expect(numberFrom('4.5', true)).toBe('wrong');
  expect(numberFrom('many', true)).toBe('wrong');
  expect(numberFrom('1,2,3', false)).toBe('wrong');
  expect(numberFrom('9'.repeat(15), true)).toBe('large');
});

test('the first step from blank is one, and never below nothing', () => {
  expect(stepped(null, 1)).toBe(1);
  expect(stepped(0, -1)).toBe(0);
  expect(stepped(4.2, 1)).toBe(5.2);
});

test('the first step for a year is this year', () => {
  expect(stepped(null, 1, 1850, 2026)).toBe(2026);
  expect(stepped(2026, -1, 1850, 2026)).toBe(2025);
});

test('a count of more than ten million is asked about', () => {
  expect(isVast(10_000_001)).toBe(true);
  expect(isVast(10_000_000)).toBe(false);
  expect(isVast('many')).toBe(false);
});

test('"Do not know" pressed again brings back what stood before, boundaries too', () => {
  const walked = { value: { type: 'Polygon', coordinates: [] }, source: 'observed' } as const;
  const before = toBringBack(walked, null);
  expect(pressed('unknown', walked, before)).toEqual({ answer: 'unknown' });
  expect(pressed('refused', { answer: 'unknown' }, toBringBack({ answer: 'unknown' }, before))).toEqual({
    answer: 'refused',
  });
  expect(pressed('refused', { answer: 'refused' }, toBringBack({ answer: 'refused' }, before))).toBe(walked);
});

test('where nothing stood before, nothing is brought back', () => {
  expect(toBringBack({ value: null }, { value: 135 })).toBeNull();
  expect(toBringBack(undefined, null)).toBeNull();
  expect(pressed('unknown', { answer: 'unknown' }, null)).toBeNull();
});

test('"none" stands alone', () => {
  expect(ticked(['queue', 'price'], 'none')).toEqual(['none']);
  expect(ticked(['none'], 'queue')).toEqual(['queue']);
  expect(ticked(['queue'], 'queue')).toEqual([]);
});

test('nothing said is no answer; nought is one', () => {
  expect(answered('', 'meeting')).toBeNull();
  expect(answered([], 'meeting')).toBeNull();
  expect(answered(0, 'counted')).toEqual({ value: 0, source: 'counted' });
  expect(answered('Purok 4', null)).toEqual({ value: 'Purok 4' });
});

test('fewer than none are not written down, except where less than nought can be measured', () => {
  expect(numberFrom('-5', true)).toBe('below');
  expect(numberFrom('-0.5', false)).toBe('below');
  expect(numberFrom('0', true, 1850)).toBe(0);
  expect(numberFrom('-12', true, -40)).toBe(-12);
});

test('a day is one of the calendar, with a year of four digits', () => {
  expect(isDay('2026-11-22')).toBe(true);
  expect(isDay('2024-02-29')).toBe(true);
  expect(['', '61120-02-02', '2026-02-30', '2025-02-29', '2026-13-01', '0000-01-01', '22 Nov'].filter(isDay)).toEqual(
    [],
  );
  expect(isDay(LAST_DAY)).toBe(true);
});

test('a time of day and a moment are kept once they are whole', () => {
  expect(isTime('09:05')).toBe(true);
  expect(isTime('24:00')).toBe(false);
  expect(isMoment('2026-11-22T14:30')).toBe(true);
  expect(isMoment('2026-02-30T14:30')).toBe(false);
  expect(isMoment('2026-11-22')).toBe(false);
});

test('a month of a year is its first day; half said it is none', () => {
  expect(firstDay('2024', '03')).toBe('2024-03-01');
  expect(firstDay('', '')).toBe('');
  expect(firstDay('2024', '')).toBeNull();
  expect(firstDay('24', '03')).toBeNull();
});

test('degrees are read as people write them down', () => {
  expect(degreesFrom('14.4081', '121,0415')).toEqual([121.0415, 14.4081]);
  expect(degreesFrom('17.83 S', '31.05E')).toEqual([31.05, -17.83]);
  expect(degreesFrom('-17.83', '31.05')).toEqual([31.05, -17.83]);
  expect(degreesFrom('', ' ')).toBeNull();
});

test('what is no place on the earth is none: turned round, half said, or with the wrong side', () => {
  expect(degreesFrom('121.04', '14.4')).toBe('wrong');
  expect(degreesFrom('14.4', '')).toBe('wrong');
  expect(noDegrees('121.04', '14.4')).toBe('turned');
  expect(noDegrees('1 588 000', '287000.5')).toBe('metres');
  expect(noDegrees('1588000 mN', '287000 mE')).toBe('metres');
  expect([noDegrees('14.4', ''), noDegrees('here', '121'), noDegrees('190', '200')]).toEqual([
    'wrong',
    'wrong',
    'wrong',
  ]);
  expect(degreesFrom('14.4 E', '121 N')).toBe('wrong');
  expect(degreesFrom('-17.8 S', '31')).toBe('wrong');
});

test('a range is slid to in its own steps', () => {
  expect(onStep(0.30000000000000004, 0, 0.1)).toBe(0.3);
  expect(onStep(3.4, 1.5, 0.5)).toBe(3.5);
});

test('what is put in order is moved, never lost', () => {
  expect(putAt(['a', 'b', 'c'], 0, 2)).toEqual(['b', 'c', 'a']);
  expect(putAt(['a', 'b', 'c'], 2, 0)).toEqual(['c', 'a', 'b']);
  expect(putAt(['a', 'b'], 5, 0)).toEqual(['a', 'b']);
});

test('a thumb that trembles on "Do not know" has said it once; a moment later it may take it back', () => {
  const first = { on: 'unknown', at: 1_000 };
  expect(trembles(null, first)).toBe(false);
  expect(trembles(first, { on: 'unknown', at: 1_200 })).toBe(true);
  expect(trembles(first, { on: 'refused', at: 1_200 })).toBe(false);
  expect(trembles(first, { on: 'unknown', at: 1_900 })).toBe(false);
});
