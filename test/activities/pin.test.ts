import { expect, test } from 'vitest';
import { isTrivial, randomPin } from '../../src/activities/pin.js';

test('a PIN is six digits (facts/meta.md §2.4)', () => {
  for (let n = 0; n < 1_000; n++) expect(randomPin()).toMatch(/^\d{6}$/);
});

test('leading zeros are kept', () => {
  expect(randomPin(() => 1_234)).toBe('001234');
  expect(randomPin(() => 7)).toBe('000007');
});

test('PINs differ', () => {
  expect(new Set(Array.from({ length: 1_000 }, () => randomPin())).size).toBeGreaterThan(980);
});

test('a trivial one is drawn again', () => {
  const draws = [0, 123_456, 777_777, 424_242, 918_273];
  expect(randomPin(() => draws.shift() ?? 0)).toBe('918273');
  expect(draws).toEqual([]);
});

test.each([
  '000000',
  '999999',
  '123456',
  '012345',
  '987654',
  '543210',
  '121212',
  '909090',
  '123123',
  '800800',
])('%s is trivial', (pin) => expect(isTrivial(pin)).toBe(true));

test.each(['000001', '918273', '123457', '112233', '135790', '121213', '234568'])(
  '%s is not',
  (pin) => expect(isTrivial(pin)).toBe(false),
);
