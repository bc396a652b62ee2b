import { describe, expect, test } from 'vitest';
import { decide } from '../../src/onboarding/decide.js';
import {
  actionLabels,
  otherWords,
  reasonStrings,
  slotFallbacks,
  stepStrings,
} from '../../src/onboarding/reason-strings.js';
import {
  REASON_CODES,
  reasons,
  type Heading,
  type ReasonCode,
  type WaitingOn,
} from '../../src/onboarding/reasons.js';
import { fillSlots, type Decision } from '../../src/onboarding/sentence.js';
import { stageOf, type Stage } from '../../src/onboarding/stage.js';
import { makeWorld, NODE, TIMEOUT } from './world.js';

type Row = readonly [ReasonCode, Heading, WaitingOn, retry: boolean, Stage | null];

/** design/reasons.md: code, heading, whom we wait on, whether Retry is offered, and the stage (null = kept). */
// prettier-ignore
const TABLE: readonly Row[] = [
  ['token_invalid', 'reading', 'operator', false, null],
  ['token_of_other_app', 'reading', 'operator', false, null],
  ['permission_missing', 'reading', 'operator', false, null],
  ['number_not_visible', 'reading', 'operator', false, null],
  ['read_refused_unknown', 'reading', 'operator', false, null],
  ['meta_unreachable', 'reading', 'meta', false, null],
  ['throttled', 'reading', 'time', false, null],
  ['code_not_sent', 'code_verified', 'operator', false, 'verifying'],
  ['code_needed', 'code_verified', 'customer', false, 'verifying'],
  ['code_cooldown', 'code_verified', 'time', false, 'verifying'],
  ['reverification_needed', 'code_verified', 'customer', false, 'verifying'],
  ['verification_inconsistent', 'code_verified', 'operator', true, 'verifying'],
  ['name_pending_review', 'name_accepted', 'meta', true, 'name_review'],
  ['name_declined', 'name_accepted', 'customer', true, 'name_review'],
  ['name_missing', 'name_accepted', 'customer', true, 'name_review'],
  ['in_progress', 'registered', 'us', false, 'registering'],
  ['confirming', 'registered', 'us', false, 'registering'],
  ['attempt_spaced', 'registered', 'time', true, 'registering'],
  ['accepted_not_applied', 'registered', 'operator', true, 'registering'],
  ['pin_needed', 'registered', 'operator', false, 'registering'],
  ['pin_guess_lock', 'registered', 'time', false, 'registering'],
  ['attempts_exhausted', 'registered', 'time', true, 'registering'],
  ['register_locked', 'registered', 'time', false, 'registering'],
  ['deletion_settling', 'registered', 'time', false, 'registering'],
  ['number_in_use', 'registered', 'customer', true, 'registering'],
  ['two_step_on', 'registered', 'customer', true, 'registering'],
  ['migration_blocked', 'registered', 'operator', true, 'registering'],
  ['terms_not_accepted', 'registered', 'customer', true, 'registering'],
  ['account_locked', 'registered', 'customer', true, 'registering'],
  ['signup_expired', 'registered', 'customer', false, 'registering'],
  ['coexistence_unfinished', 'registered', 'customer', false, 'registering'],
  ['coexistence_disconnected', 'registered', 'customer', false, 'registering'],
  ['deregistered_elsewhere', 'registered', 'operator', true, 'registering'],
  ['refused_unknown', 'registered', 'operator', true, 'registering'],
  ['activation_pending', 'connected', 'meta', false, 'activating'],
  ['activation_overdue', 'connected', 'operator', true, 'activating'],
  ['number_disconnected', 'connected', 'operator', true, 'activating'],
  ['access_withdrawn', 'connected', 'customer', false, 'activating'],
  ['number_banned', 'connected', 'customer', false, 'activating'],
  ['sender_rejected', 'connected', 'operator', true, 'activating'],
  ['subscribe_refused', 'webhooks_effective', 'operator', false, 'activating'],
  ['subscription_contested', 'webhooks_effective', 'operator', false, 'activating'],
  ['callback_unreachable', 'webhooks_effective', 'operator', false, 'activating'],
  ['messages_field_off', 'webhooks_effective', 'operator', false, 'activating'],
  ['payment_missing', 'can_send_or_receive', 'customer', false, 'live'],
  ['approved_name_required', 'can_send_or_receive', 'customer', false, 'live'],
  ['restricted', 'can_send_or_receive', 'time', false, 'live'],
  ['silent', 'can_send_or_receive', 'operator', false, 'live'],
  ['rename_waiting', 'can_send_or_receive', 'time', true, 'live'],
  ['rename_lapsed', 'can_send_or_receive', 'operator', false, 'live'],
  ['live', 'other', 'none', false, 'live'],
  ['coexistence_live', 'other', 'none', false, 'live'],
  ['paused', 'other', 'operator', false, null],
  ['unrecognised_state', 'other', 'meta', false, null],
  ['number_gone', 'other', 'none', false, 'closed'],
  ['released', 'other', 'none', false, 'closed'],
];

test('the reasons are those of the design, in its order', () => {
  expect(REASON_CODES).toEqual(TABLE.map(([code]) => code));
  expect(Object.keys(reasonStrings)).toEqual(TABLE.map(([code]) => code));
});

test.each(TABLE)(
  '%s stands under %s, waits on %s, Retry %s, stage %s',
  (code, heading, waitingOn, retry, stage) => {
    expect(reasons[code]).toMatchObject({ heading, waitingOn, retry });
    expect(stageOf(code)).toBe(stage);
  },
);

const slotsOf = (text: string): string[] =>
  [...text.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
const texts = [
  ...REASON_CODES.flatMap((code) => Object.values(reasonStrings[code])),
  ...Object.values(otherWords).flatMap((words) => Object.values(words)),
];

describe('sentences', () => {
  test('every slot has a fallback that says something, and every fallback is some slot’s', () => {
    const slots = new Set(texts.flatMap(slotsOf));
    expect(new Set(Object.keys(slotFallbacks))).toEqual(slots);
    for (const fallback of Object.values(slotFallbacks)) expect(fallback.trim()).not.toBe('');
  });

  const nothing = Object.fromEntries(Object.keys(NODE).map((key) => [key, null]));
  const bare = {
    ...NODE,
    ...nothing,
    health: [],
    hasNewCertificate: false,
    callbacks: NODE.callbacks,
  };
  const worlds = {
    'a node that says nothing': makeWorld({ node: bare, number: { wantedCallback: null } }),
    'a node whose texts are blank': makeWorld({
      node: { ...bare, displayPhoneNumber: '', verifiedName: ' ' },
    }),
    'no node at all': makeWorld({ node: TIMEOUT }),
  };

  test.each(Object.entries(worlds))(
    'with %s, no sentence and no action has an empty slot',
    (_, world) => {
      for (const code of REASON_CODES) {
        for (const slots of [
          {},
          Object.fromEntries(Object.keys(slotFallbacks).map((name) => [name, ' '])),
        ]) {
          const decision: Decision = { ...decide(world), reason: code, slots };
          for (const text of Object.values(reasonStrings[code])) {
            const filled = fillSlots(text, world, decision);
            expect(filled).not.toMatch(/[{}]|""|\(\s*\)|undefined|null|NaN| {2}|\s[.,;:]/);
            expect(filled).toMatch(/[.]$/);
          }
        }
      }
    },
  );

  test('a rule’s own value goes before what any sentence may use', () => {
    const world = makeWorld();
    const decision: Decision = {
      ...decide(world),
      reason: 'name_declined',
      slots: { name: 'Mine' },
    };
    expect(fillSlots('{name}, {number}', world, decision)).toBe('Mine, +1 201-555-0123');
  });

  test('a new name goes before the old one', () => {
    const world = makeWorld({ node: { newDisplayName: 'New Store', newNameStatus: 'DECLINED' } });
    expect(fillSlots('{name} {name_status}', world, decide(world))).toBe('New Store DECLINED');
  });

  test('{step} is one of the words for what we do', () => {
    const world = makeWorld();
    const { sentence } = reasonStrings.in_progress;
    for (const [step, words] of Object.entries(stepStrings)) {
      expect(fillSlots(sentence, world, { ...decide(world), slots: { step } })).toBe(
        `We are ${words} now.`,
      );
    }
    expect(fillSlots(sentence, world, { ...decide(world), slots: { step: 'odd' } })).toBe(
      'We are reading the number now.',
    );
  });

  test('what Meta says is put in as it is, never read as a slot of ours', () => {
    const world = makeWorld();
    const slots = { code: '1', meta_message: 'use {url} or $& now' };
    const decision: Decision = { ...decide(world), reason: 'refused_unknown', slots };
    expect(fillSlots(reasonStrings.refused_unknown.sentence, world, decision)).toContain(
      '"use {url} or $& now"',
    );
  });
});

test('every action has a label, and every label is some action’s', () => {
  const used = new Set<string>([
    'check',
    'retry',
    ...REASON_CODES.flatMap((code) => [...reasons[code].actions]),
  ]);
  expect(new Set(Object.keys(actionLabels))).toEqual(used);
});

test('a reason names Retry among its actions only where it offers it', () => {
  for (const code of REASON_CODES) {
    const { actions, retry }: { readonly actions: readonly string[]; readonly retry: boolean } =
      reasons[code];
    if (actions.includes('retry')) expect(retry).toBe(true);
  }
});
