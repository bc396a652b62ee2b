import { describe, expect, test } from 'vitest';
import { decide } from '../../src/onboarding/decide.js';
import { HOUR, MINUTE } from '../../src/onboarding/duration.js';
import { answeredIntents } from '../../src/onboarding/intents.js';
import * as w from './world.js';

/** `id: state code` of every intent that this world's decision answers. */
function answers(parts: w.Parts): string[] {
  const world = w.makeWorld(parts);
  return answeredIntents(world, decide(world)).map(
    ({ id, state, code }) => `${id}: ${state}${code === null ? '' : ` ${code}`}`,
  );
}
const nameRefusal = w.refused('name_not_ready', HOUR);
const inReview = { node: w.IN_REVIEW, registers: [nameRefusal] };

describe('check', () => {
  test('is answered by any look that was taken', () => {
    expect(answers({ intents: [w.wish('check')] })).toEqual(['check: done']);
    expect(answers({ node: w.TIMEOUT, intents: [w.wish('check')] })).toEqual(['check: done']);
  });
});

describe('what a step carries ends with the step', () => {
  test.each<[string, w.Parts]>([
    ['retry', { ...inReview, intents: [w.consent(nameRefusal)] }],
    ['submit_code', { node: w.UNVERIFIED, intents: [w.wish('submit_code')] }],
    ['send_code', { node: w.UNVERIFIED, intents: [w.sendCode()] }],
    ['replace_pin', { intents: [w.wish('replace_pin')] }],
    ['rename', { node: w.LIVE, intents: [w.wish('rename')] }],
  ])('%s', (_, parts) => {
    expect(answers(parts)).toEqual([]);
  });
});

describe('a step in between comes first; the wish waits for the turn after it', () => {
  test.each<[string, w.Parts]>([
    ['retry', { ...inReview, intents: [w.consent(nameRefusal)] }],
    ['submit_code', { node: w.UNVERIFIED, intents: [w.wish('submit_code')] }],
    ['repair_webhooks', { intents: [w.wish('repair_webhooks')] }],
  ])('%s during a subscribe', (_, parts) => {
    expect(answers({ ...parts, observed: w.subscription(false) })).toEqual([]);
  });

  test('then it is served', () => {
    const parts = {
      ...inReview,
      number: { reason: 'in_progress' as const },
      intents: [w.consent(nameRefusal)],
    };
    expect(decide(w.makeWorld(parts))).toMatchObject({ rule: 'O' });
  });
});

describe('a wish that time undoes', () => {
  const dead = w.wish('submit_code', 15 * MINUTE);
  const late = { ...w.sendCode(), createdAt: w.AT - 15 * MINUTE };

  test.each<[string, w.Parts]>([
    ['when it could be served at last', { node: w.UNVERIFIED }],
    ['while Meta cannot be read', { node: w.TIMEOUT }],
    ['during a step in between', { node: w.UNVERIFIED, observed: w.subscription(false) }],
  ])('is refused for just that, %s', (_, parts) => {
    expect(answers({ ...parts, intents: [dead, late] })).toEqual([
      'submit_code: refused code_expired',
      'send_code: refused request_expired',
    ]);
  });

  test('waits while Meta cannot be read and it is young enough', () => {
    expect(answers({ node: w.TIMEOUT, intents: [w.wish('submit_code'), w.sendCode()] })).toEqual(
      [],
    );
  });
});

describe('a consent', () => {
  test('void once a newer attempt exists', () => {
    expect(answers({ ...inReview, intents: [w.consent(null)] })).toEqual([
      'consent: void retry_not_allowed',
    ]);
  });

  test('void after 15 minutes, also while Meta cannot be read', () => {
    const intents = [w.consent(null, { createdAt: w.AT - 15 * MINUTE - 1 })];
    expect(answers({ node: w.TIMEOUT, intents })).toEqual(['consent: void retry_not_allowed']);
  });

  test.each([w.TIMEOUT, w.readRefused('throttled'), w.readRefused('transient')])(
    'stays while Meta cannot be read and it is young enough',
    (node) => {
      expect(answers({ node, intents: [w.consent()] })).toEqual([]);
    },
  );

  test('refused where the reason does not offer it', () => {
    expect(answers({ node: w.UNVERIFIED, intents: [w.consent()] })).toEqual([
      'consent: refused retry_not_allowed',
    ]);
    expect(answers({ node: w.LIVE, intents: [w.consent()] })).toEqual([
      'consent: refused retry_not_allowed',
    ]);
  });

  test('refused where Meta blocks', () => {
    expect(answers({ blockedUntil: w.AT + 1, intents: [w.consent()] })).toEqual([
      'consent: refused retry_not_allowed',
    ]);
  });
});

describe('what cannot be served now is refused with the reason', () => {
  test('a code nobody waits for', () => {
    expect(
      answers({
        node: { nameStatus: 'DECLINED', codeVerification: 'EXPIRED' },
        intents: [w.wish('submit_code')],
      }),
    ).toEqual(['submit_code: refused not_awaiting_code']);
  });

  test('a code for a number that Meta shows as verified did its work', () => {
    expect(answers({ node: { nameStatus: 'DECLINED' }, intents: [w.wish('submit_code')] })).toEqual(
      ['submit_code: done'],
    );
  });

  test('another code during the cool-down', () => {
    const code = w.codeSent(HOUR, { cooldownUntil: w.AT + HOUR });
    expect(answers({ node: w.UNVERIFIED, memory: { code }, intents: [w.sendCode()] })).toEqual([
      'send_code: refused code_cooldown',
    ]);
  });

  test('PIN and name of a number that lives in the Business app', () => {
    const intents = [w.wish('replace_pin'), w.wish('rename')];
    expect(answers({ number: { mode: 'coexistence' }, intents })).toEqual([
      'replace_pin: refused coexistence_protected',
      'rename: refused coexistence_protected',
    ]);
  });

  test.each<[string, w.Parts, string]>([
    ['the token is invalid', { node: w.readRefused('token') }, 'token_invalid'],
    [
      'onboarding is paused',
      { node: w.UNVERIFIED, number: { paused: { actor: 'Dana', at: w.AT } } },
      'number_not_live',
    ],
    ['the number is not visible', { node: w.readRefused('not_visible') }, 'number_not_live'],
    ['the number is banned', { node: { ...w.UNVERIFIED, status: 'BANNED' } }, 'number_not_live'],
  ])('where %s, everything is refused for that', (_, parts, code) => {
    const kinds = ['submit_code', 'replace_pin', 'rename', 'repair_webhooks'] as const;
    const intents = [...kinds.map((kind) => w.wish(kind)), w.sendCode()];
    expect(answers({ ...parts, intents })).toEqual(
      [...kinds, 'send_code'].map((kind) => `${kind}: refused ${code}`),
    );
  });

  test('a code for a number that needs none', () => {
    expect(answers({ node: w.LIVE, intents: [w.sendCode()] })).toEqual([
      'send_code: refused already_verified',
    ]);
  });

  test('the message says the reason', () => {
    const world = w.makeWorld({ node: w.readRefused('token'), intents: [w.sendCode()] });
    expect(answeredIntents(world, decide(world))[0]?.message).toMatch(
      /^Not possible now: Meta no longer accepts the access token \(.+\), so we can neither/,
    );
  });
});

test('a code that was handed in stays while Meta throttles', () => {
  expect(
    answers({ node: w.readRefused('throttled'), intents: [w.wish('submit_code'), w.sendCode()] }),
  ).toEqual([]);
});

test('Repair webhooks is done once both were read back', () => {
  expect(answers({ node: w.LIVE, intents: [w.wish('repair_webhooks')] })).toEqual([
    'repair_webhooks: done',
  ]);
});
