import { describe, expect, test } from 'vitest';
import { DAY, HOUR, MINUTE, SECOND } from '../../src/onboarding/duration.js';
import { seen, type Seen } from '../../src/onboarding/situation.js';
import {
  isContested,
  mayRepair,
  repairDueAt,
  sameUrl,
  webhookState,
} from '../../src/onboarding/webhooks.js';
import * as w from './world.js';

const world = (parts: w.Parts = {}): Seen => seen(w.makeWorld(parts))!;

describe('sameUrl', () => {
  test.each([
    ['the same', 'https://us.example/hook', 'https://us.example/hook'],
    ['a slash at its end', 'https://us.example/hook/', 'https://us.example/hook'],
    ['no path and a slash', 'https://us.example', 'https://us.example/'],
    ['host in capitals', 'https://US.Example/hook', 'https://us.example/hook'],
    ['the default port', 'https://us.example:443/hook', 'https://us.example/hook'],
    [
      'an encoded plus',
      'https://us.example/hook/%2B12015550123',
      'https://us.example/hook/+12015550123',
    ],
    ['an encoded plus in small letters', 'https://us.example/%2b1', 'https://us.example/+1'],
    ['the same query', 'https://us.example/hook?a=1', 'https://us.example/hook/?a=1'],
    ['nothing and nothing', null, null],
    ['the same that is no URL', 'not a url', 'not a url'],
    ['the same with a broken escape', 'https://us.example/%E0%A4%A', 'https://us.example/%E0%A4%A'],
  ])('same: %s', (_, one, other) => {
    expect(sameUrl(one, other)).toBe(true);
    expect(sameUrl(other, one)).toBe(true);
  });

  test.each([
    ['path in capitals', 'https://us.example/Hook', 'https://us.example/hook'],
    ['another host', 'https://us.example/hook', 'https://them.example/hook'],
    ['another scheme', 'http://us.example/hook', 'https://us.example/hook'],
    ['another port', 'https://us.example:8443/hook', 'https://us.example/hook'],
    ['another query', 'https://us.example/hook?a=1', 'https://us.example/hook?a=2'],
    ['a longer path', 'https://us.example/hook/1', 'https://us.example/hook'],
    ['one and nothing', 'https://us.example/hook', null],
    ['a plus and a space', 'https://us.example/%201', 'https://us.example/+1'],
  ])('different: %s', (_, one, other) => {
    expect(sameUrl(one, other)).toBe(false);
    expect(sameUrl(other, one)).toBe(false);
  });
});

describe('precedence of callbacks: phone, WABA, app (facts/meta.md §1.11)', () => {
  const state = (
    callbacks: [phone: string | null, waba: string | null, app: string | null],
    more: w.Parts = {},
  ) =>
    webhookState(
      world({
        ...more,
        node: {
          callbacks: {
            read: true,
            phoneNumber: callbacks[0],
            waba: callbacks[1],
            application: callbacks[2],
          },
        },
      }),
    ).callback;

  test('the nearest level is effective', () => {
    expect(state(['p', 'w', 'a'])).toMatchObject({ effective: 'p', level: 'phone_number' });
    expect(state([null, 'w', 'a'])).toMatchObject({ effective: 'w', level: 'waba' });
    expect(state([null, null, 'a'])).toMatchObject({ effective: 'a', level: 'application' });
  });

  test('what the node leaves out comes from the subscription and the app', () => {
    expect(state([null, null, null], { observed: w.subscription(true, 'sub') })).toMatchObject({
      effective: 'sub',
      level: 'waba',
    });
    expect(state([null, null, null])).toMatchObject({
      effective: w.APP_CALLBACK,
      level: 'application',
    });
    expect(state([null, null, null], { observed: { appWebhooks: null } })).toMatchObject({
      effective: null,
      level: null,
    });
  });
});

describe('effective: not met as soon as one part is known to be, unknown while one could not be read', () => {
  const off = { appWebhooks: w.known({ callbackUrl: null, messagesField: false }) };
  test.each<[string, w.Parts, boolean | null]>([
    ['subscribed, callback ours, field on', {}, true],
    ['not subscribed', { observed: w.subscription(false) }, false],
    ['subscription unreadable', { observed: { subscription: w.TIMEOUT } }, null],
    ['subscription refused', { observed: { subscription: w.readRefused('unknown') } }, null],
    [
      'subscription unreadable, field known to be off',
      { observed: { subscription: w.TIMEOUT, ...off } },
      false,
    ],
    [
      'callbacks not shown',
      { node: { callbacks: { read: false, phoneNumber: null, waba: null, application: null } } },
      null,
    ],
    [
      'callbacks not shown, none wanted',
      {
        number: { wantedCallback: null },
        node: { callbacks: { read: false, phoneNumber: null, waba: null, application: null } },
      },
      true,
    ],
    ['field unreadable', { observed: { appWebhooks: w.TIMEOUT } }, true],
  ])('%s: %s', (_, parts, expected) => {
    expect(webhookState(world(parts)).effective).toBe(expected);
  });
});

describe('repairs', () => {
  const accepted = (count: number) =>
    w.wrote('accepted', HOUR, {
      accepted: Array.from({ length: count }, (_, n) => w.AT - n * HOUR),
    });

  test('contested after more than three accepted repairs in 24 h', () => {
    expect([0, 3, 4, 9].map((count) => isContested(world(), accepted(count)))).toEqual([
      false,
      false,
      true,
      true,
    ]);
    expect(isContested(world(), undefined)).toBe(false);
    expect(
      isContested(world(), w.wrote('accepted', HOUR, { accepted: [w.AT, w.AT, w.AT, w.AT - DAY] })),
    ).toBe(false);
  });

  test('backoff 1, 5, 15, 60 minutes after a refusal or a lost answer, the lag of reads after an acceptance', () => {
    for (const [failures, minutes] of [
      [1, 1],
      [2, 5],
      [3, 15],
      [4, 60],
      [9, 60],
    ] as const) {
      for (const outcome of ['refused', 'unknown'] as const) {
        const write = w.wrote(outcome, 0, { failures });
        expect(repairDueAt(world(), write)).toBe(w.AT + minutes * MINUTE);
        expect(repairDueAt(world({ pace: 0.1 }), write)).toBe(w.AT + minutes * 6 * SECOND);
      }
    }
    expect(repairDueAt(world({ pace: 0.1 }), w.wrote('accepted', 0))).toBe(w.AT + 90 * SECOND);
  });

  test('a wish is good for one try', () => {
    const intents = [w.wish('repair_webhooks', MINUTE)];
    expect(mayRepair(world({ intents }), w.wrote('refused', 2 * MINUTE, { failures: 9 }))).toBe(
      true,
    );
    expect(mayRepair(world({ intents }), w.wrote('refused', MINUTE, { failures: 9 }))).toBe(false);
  });
});
