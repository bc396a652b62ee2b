import { describe, expect, test } from 'vitest';
import {
  CONDITION_TYPES,
  conditionsOf,
  type Condition,
  type ConditionType,
} from '../../src/onboarding/conditions.js';
import { decide } from '../../src/onboarding/decide.js';
import { HOUR, MINUTE, SECOND } from '../../src/onboarding/duration.js';
import * as w from './world.js';

function conditions(
  parts: w.Parts,
  previous: readonly Condition[] = [],
): Record<ConditionType, Condition> {
  const world = w.makeWorld(parts);
  const found = conditionsOf(world, decide(world), previous);
  expect(found.map(({ type }) => type)).toEqual(CONDITION_TYPES);
  return Object.fromEntries(found.map((one) => [one.type, one])) as Record<
    ConditionType,
    Condition
  >;
}
const statuses = (parts: w.Parts): string =>
  Object.values(conditions(parts))
    .map(({ status }) => status)
    .join(' ');

describe('status', () => {
  // accessible code_verified name_accepted registered connected webhooks_effective can_send can_receive
  test.each<[string, w.Parts, string]>([
    [
      'a live number',
      { node: { ...w.LIVE, canSend: 'AVAILABLE' } },
      'met met met met met met met met',
    ],
    [
      'a live number whose health was not told',
      { node: w.LIVE },
      'met met met met met met unknown met',
    ],
    [
      'a live number with an EXPIRED code',
      { node: { ...w.LIVE, canSend: 'AVAILABLE', codeVerification: 'EXPIRED' } },
      'met met met met met met met met',
    ],
    ['ready to register', {}, 'met met met not_met not_met met not_met not_met'],
    ['unverified', { node: w.UNVERIFIED }, 'met not_met met not_met not_met met not_met not_met'],
    ['in review', { node: w.IN_REVIEW }, 'met met not_met not_met not_met met not_met not_met'],
    [
      'a name that Meta does not show',
      { node: { nameStatus: null } },
      'met met unknown not_met not_met met not_met not_met',
    ],
    [
      'a code status that Meta does not show',
      { node: { codeVerification: null } },
      'met unknown met not_met not_met met not_met not_met',
    ],
    ['activating', { node: w.ACTIVATING }, 'met met met met not_met met not_met not_met'],
    [
      'blocked from sending',
      { node: { ...w.LIVE, canSend: 'BLOCKED' } },
      'met met met met met met not_met met',
    ],
    [
      'not subscribed',
      { node: { ...w.LIVE, canSend: 'AVAILABLE' }, observed: w.subscription(false) },
      'met met met met met not_met met not_met',
    ],
    [
      'a subscription that could not be read',
      { node: { ...w.LIVE, canSend: 'AVAILABLE' }, observed: { subscription: w.TIMEOUT } },
      'met met met met met unknown met unknown',
    ],
    [
      'a platform nobody knows',
      { node: { platformType: 'CLOUD_API_2' } },
      'met met met unknown unknown met unknown unknown',
    ],
    [
      'unreadable',
      { node: w.TIMEOUT },
      'unknown unknown unknown unknown unknown unknown unknown unknown',
    ],
    [
      'throttled',
      { node: w.readRefused('throttled') },
      'unknown unknown unknown unknown unknown unknown unknown unknown',
    ],
    [
      'refused for a moment',
      { node: w.readRefused('transient') },
      'unknown unknown unknown unknown unknown unknown unknown unknown',
    ],
    [
      'a dead token',
      { node: w.readRefused('token') },
      'not_met unknown unknown unknown unknown unknown unknown unknown',
    ],
  ])('%s: %s', (_, parts, expected) => {
    expect(statuses(parts)).toBe(expected);
  });

  test('a token of another app makes the number inaccessible, though it can be read', () => {
    const token = w.known({ valid: true, appId: '9', appName: null, scopes: [], expiresAt: null });
    const { accessible } = conditions({ observed: { token } });
    expect(accessible).toMatchObject({ status: 'not_met', reason: 'token_of_other_app' });
  });
});

describe('words', () => {
  test('a reason stands beside not met only', () => {
    for (const parts of [{}, { node: w.TIMEOUT }, { node: w.LIVE }, { node: w.UNVERIFIED }]) {
      for (const { status, reason, message } of Object.values(conditions(parts))) {
        expect(reason === null).toBe(status !== 'not_met');
        if (status === 'met') expect(message).toBe('Met.');
        if (status === 'unknown') expect(message).toBe('Could not be read.');
        expect(message).not.toMatch(/[{}]|""/);
      }
    }
  });

  test('the slots of the decision stay out of the sentences of other conditions', () => {
    const { webhooks_effective, registered } = conditions({
      registers: [w.refused('unknown', HOUR, { code: 4711, message: 'Registration words' })],
      observed: w.subscription(false),
      memory: {
        subscribe: w.wrote('refused', SECOND, {
          refusal: w.refusal('unknown', { code: 200, message: 'Subscription words' }),
        }),
      },
    });
    expect(registered).toMatchObject({
      reason: 'refused_unknown',
      message: expect.stringContaining('4711 "Registration words"'),
    });
    expect(webhooks_effective).toMatchObject({
      reason: 'subscribe_refused',
      message: expect.stringContaining('200 "Subscription words"'),
    });
  });

  test('not subscribed yet is not called refused', () => {
    const { webhooks_effective } = conditions({ observed: w.subscription(false) });
    expect(webhooks_effective).toMatchObject({
      reason: 'in_progress',
      message: 'We are subscribing now.',
    });
  });

  test('what keeps a number from being registered is why it is not', () => {
    expect(conditions({ node: w.UNVERIFIED }).registered.reason).toBe('code_not_sent');
    expect(conditions({ node: { nameStatus: 'DECLINED' } }).registered.reason).toBe(
      'name_declined',
    );
    expect(conditions({ node: w.ACTIVATING }).connected.reason).toBe('activation_pending');
    expect(conditions({ node: w.ACTIVATING }).can_receive.reason).toBe('activation_pending');
  });

  test('the name’s own standing is why it is not accepted', () => {
    const because = (nameStatus: string) =>
      conditions({ node: { nameStatus } }).name_accepted.reason;
    expect(because('PENDING_REVIEW')).toBe('name_pending_review');
    expect(because('DECLINED')).toBe('name_declined');
    expect(because('NONE')).toBe('name_missing');
  });
});

describe('instants', () => {
  const before = Object.values(conditions({ at: w.AT - HOUR }));

  test('since is kept while the status stays, and new when it changes', () => {
    const now = conditions({ node: w.ACTIVATING }, before);
    expect(now.name_accepted.since).toBe(before[2]?.since);
    expect(now.connected).toMatchObject({ status: 'not_met', since: '2026-11-18T11:00:00.000Z' });
    expect(now.registered).toMatchObject({ status: 'met', since: '2026-11-18T12:00:00.000Z' });
  });

  test('a read that fails keeps when the number was last read', () => {
    const now = conditions({ node: w.TIMEOUT, at: w.AT + MINUTE }, before);
    expect(now.registered).toMatchObject({
      status: 'unknown',
      read_at: '2026-11-18T11:00:00.000Z',
      since: '2026-11-18T12:01:00.000Z',
    });
    expect(conditions({ node: w.TIMEOUT }).registered.read_at).toBeNull();
  });
});

test('can_send believes outcomes over promises: refused as unregistered is not met, whatever health says', () => {
  const promised = { ...w.LIVE, canSend: 'AVAILABLE' };
  expect(conditions({ node: promised }).can_send.status).toBe('met');

  expect(
    conditions({ node: promised, memory: { senderRejectedAt: w.AT - HOUR } }).can_send,
  ).toMatchObject({ status: 'not_met', reason: 'sender_rejected' });
});
