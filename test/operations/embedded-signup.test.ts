import { describe, expect, test } from 'vitest';
import type { PhoneNumberNode, TokenFacts } from '../../src/graph/schemas.js';
import { checkGrant } from '../../src/operations/embedded-signup/check-grant.js';
import { pickNumber } from '../../src/operations/embedded-signup/pick-number.js';
import { Problem } from '../../src/operations/problem.js';

const WABA = '203354440000001';
const APP = '4455667788990011';
const number = (id: string, isOnBizApp: boolean | null = null): PhoneNumberNode =>
  ({ id, is_on_biz_app: isOnBizApp }) as PhoneNumberNode;
const named = (phoneNumberId: string) => ({ phoneNumberId, coexistence: false });
const unnamed = { phoneNumberId: null, coexistence: false };
const onTheApp = { phoneNumberId: null, coexistence: true };

/** What was decided: the result, or the code of the problem. */
function outcome(decide: () => string): string {
  try {
    return decide();
  } catch (error) {
    if (error instanceof Problem) return error.code;
    throw error;
  }
}

describe('which number was signed up', () => {
  test.each([
    ['the one that is named', [number('1'), number('2')], named('2'), '2'],
    ['one that is not there is never replaced', [number('1')], named('2'), 'signup_number_missing'],
    ['the only one', [number('1')], unnamed, '1'],
    ['not one of several', [number('1'), number('2')], unnamed, 'signup_ambiguous'],
    [
      'not even if one alone is on the app',
      [number('1', true), number('2', false)],
      unnamed,
      'signup_ambiguous',
    ],
    ['none', [], unnamed, 'signup_number_missing'],
    [
      'coexistence: the only one on the app',
      [number('1', false), number('2', true)],
      onTheApp,
      '2',
    ],
    [
      'coexistence: not one of two',
      [number('1', true), number('2', true)],
      onTheApp,
      'signup_ambiguous',
    ],
    ['coexistence: unread is not yes', [number('1', null)], onTheApp, 'signup_ambiguous'],
    [
      'coexistence: the one that is named',
      [number('1', true), number('2', true)],
      { phoneNumberId: '1', coexistence: true },
      '1',
    ],
    ['coexistence: none', [], onTheApp, 'signup_number_missing'],
  ] as const)('%s', (_, numbers, wish, expected) => {
    expect(outcome(() => pickNumber(numbers, WABA, wish).id)).toBe(expected);
  });

  test('the candidates are those that could be meant, with what a person knows them by', () => {
    const numbers = [
      number('1', false),
      number('2', true),
      { ...number('3', true), verified_name: 'Shop' },
    ];
    try {
      pickNumber(numbers, WABA, onTheApp);
      expect.unreachable();
    } catch (error) {
      expect((error as Problem).extras.members).toEqual({
        candidates: [
          {
            phone_number_id: '2',
            waba_id: WABA,
            display_phone_number: null,
            verified_name: null,
            is_on_biz_app: true,
          },
          {
            phone_number_id: '3',
            waba_id: WABA,
            display_phone_number: null,
            verified_name: 'Shop',
            is_on_biz_app: true,
          },
        ],
      });
    }
  });
});

describe('what the token was given for', () => {
  const granted = (...targets: string[]): Partial<TokenFacts> => ({
    granular_scopes: [{ scope: 'whatsapp_business_management', target_ids: targets }],
  });
  test.each([
    ['the named one, granted', granted('9', WABA), WABA, WABA],
    ['the named one, not granted', granted('9'), WABA, 'signup_not_granted'],
    ['the named one, where the token names none', {}, WABA, WABA],
    ['the only one', granted(WABA), null, WABA],
    ['none', granted(), null, 'signup_not_granted'],
    ['one of several is not guessed', granted(WABA, '9'), null, 'signup_ambiguous'],
    [
      'a permission is missing',
      { ...granted(WABA), scopes: ['whatsapp_business_management'] },
      null,
      'signup_not_granted',
    ],
    ['another app’s token', { ...granted(WABA), app_id: '1' }, null, 'signup_not_granted'],
    ['a dead token', { ...granted(WABA), is_valid: false }, null, 'signup_not_granted'],
  ] as const)('%s', (_, more, wabaId, expected) => {
    const facts = {
      is_valid: true,
      app_id: APP,
      scopes: ['whatsapp_business_management', 'whatsapp_business_messaging'],
      ...more,
    } as TokenFacts;
    expect(outcome(() => checkGrant(facts, { appId: APP, wabaId }))).toBe(expected);
  });
});
