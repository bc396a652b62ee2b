import { describe, expect, test } from 'vitest';
import { acceptVerification, digitsOf } from '../../../src/webhooks/intake/verification.js';

const asked = { mode: 'subscribe', verifyToken: 'right', challenge: '1158201444' };

describe('Meta’s verification of a callback (facts/meta.md §4.1)', () => {
  test('gives the challenge back for any of the tokens', () =>
    expect(acceptVerification(asked, ['wrong', 'right'])).toBe('1158201444'));

  test.each([
    ['another token', { ...asked, verifyToken: 'Right' }],
    ['a token that only begins right', { ...asked, verifyToken: 'right ' }],
    ['no token', { ...asked, verifyToken: undefined }],
    ['another mode', { ...asked, mode: 'unsubscribe' }],
    ['no challenge', { ...asked, challenge: undefined }],
  ])('refuses %s', (_, verification) =>
    expect(acceptVerification(verification, ['right'])).toBeNull(),
  );

  test('refuses everything where no token is configured', () =>
    expect(acceptVerification({ ...asked, verifyToken: '' }, [])).toBeNull());
});

test.each([
  ['106540352242922', '106540352242922'],
  ['+15550001111', '15550001111'],
  ['%2B15550001111', '15550001111'],
  ['%2b15550001111', '15550001111'],
  [' 15550001111', '15550001111'],
  ['%2015550001111', '15550001111'],
  ['15550001111', '15550001111'],
  ['1234', null],
  ['+', null],
  ['abc', null],
  ['1555abc0001111', null],
])('the callback path "%s" names %s', (name, digits) => expect(digitsOf(name)).toBe(digits));
