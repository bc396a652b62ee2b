import { expect, test } from 'vitest';
import { DAY, HOUR } from '../../src/onboarding/duration.js';
import { bannerOf, type Banner } from '../../src/ui/banner.js';
import type { Incident } from '../../src/ui/incident.js';
import { manyRefused } from '../onboarding/world.js';
import { NOW, shownNumber, type Shown } from './shown.js';

const INCIDENT: Incident = {
  since: '2026-11-18T11:41:00.000Z',
  numbers: 12,
  code: '131000',
  reasons: ['attempt_spaced'],
};

const banner = (shown: Shown, incident: Incident | null = null): Banner | null =>
  bannerOf(shownNumber(shown), { now: NOW, incident });

type Row = readonly [
  row: string,
  Shown,
  { kind: string; title: string; body: RegExp; button: unknown },
];

const action = (id: string, label: string) => ({ kind: 'action', id, label });

test.each<Row>([
  [
    'us',
    { reason: 'in_progress', unmet: ['registered'] },
    { kind: 'us', title: 'Working on it', body: /^We are .* now\.$/, button: null },
  ],
  [
    'meta',
    { reason: 'name_pending_review', unmet: ['registered'] },
    {
      kind: 'meta',
      title: 'Waiting for Meta',
      body: /is reviewing/,
      button: action('check', 'Check now'),
    },
  ],
  [
    'time',
    { reason: 'register_locked', unmet: ['registered'] },
    {
      kind: 'time',
      title: 'Paused until 2026-11-18 15:00 UTC',
      body: /^Meta blocked/,
      button: null,
    },
  ],
  [
    'time, attempts_exhausted',
    {
      reason: 'attempts_exhausted',
      unmet: ['registered'],
      parts: { registers: manyRefused(8, 'transient') },
    },
    {
      kind: 'time',
      title: 'Paused until 2026-11-18 15:00 UTC',
      body: /the last two are kept for you/,
      button: action('retry', 'Use one of 2 reserved attempts…'),
    },
  ],
  [
    'operator',
    { reason: 'token_invalid', unmet: ['accessible'] },
    {
      kind: 'operator',
      title: 'Your move: Replace the token',
      body: /^Meta no longer accepts/,
      button: action('replace_token', 'Replace the token'),
    },
  ],
  [
    'customer',
    { reason: 'payment_missing', unmet: ['registered'], more: { stage: 'activating' } },
    {
      kind: 'customer',
      title: 'Waiting for the customer: Add a payment method',
      body: /payment method\.$/,
      button: { kind: 'copy_message' },
    },
  ],
  [
    'customer, Retry allowed beside what helps more',
    { reason: 'name_declined', unmet: ['registered'] },
    {
      kind: 'incomplete',
      title: 'Registration isn’t complete',
      body: /^Meta declined .* 10 of 10 attempts left\.$/,
      button: action('retry', 'Complete registration'),
    },
  ],
  [
    'operator or customer, Retry allowed, unregistered',
    {
      reason: 'number_in_use',
      unmet: ['registered'],
      parts: { registers: manyRefused(3, 'transient') },
    },
    {
      kind: 'incomplete',
      title: 'Registration isn’t complete',
      body: /at another provider\. 7 of 10 attempts left\.$/,
      button: action('retry', 'Complete registration'),
    },
  ],
  [
    'live, not can_send',
    { reason: 'payment_missing', unmet: ['can_send'], liveAt: NOW - HOUR },
    {
      kind: 'cannot_send',
      title: 'Live, but can’t send',
      body: /payment method\.$/,
      button: action('open_meta', 'Open WhatsApp Manager'),
    },
  ],
  [
    'live, not can_receive',
    { reason: 'silent', liveAt: NOW - 9 * DAY },
    {
      kind: 'cannot_receive',
      title: 'Live, but nothing arrives',
      body: /^Nothing has arrived/,
      button: action('check', 'Check now'),
    },
  ],
  [
    'stale',
    { reason: 'meta_unreachable', staleSince: NOW - 8 * HOUR },
    {
      kind: 'stale',
      title: 'We can’t see Meta right now',
      body: /^Showing what we knew 2026-11-18 04:00 UTC\. Nothing was changed\.$/,
      button: action('check', 'Check now'),
    },
  ],
  [
    'just live',
    { reason: 'live', liveAt: NOW - 2 * HOUR },
    {
      kind: 'just_live',
      title: 'Example Store is live',
      body: /^It went live 2 hours ago, after 4 days\.$/,
      button: {
        kind: 'send_test',
        href: '/numbers/106540352242922/messages/new',
        label: 'Send a test',
      },
    },
  ],
  [
    'closed',
    { reason: 'released' },
    {
      kind: 'closed',
      title: 'Closed',
      body: /released this number/,
      button: action('add_again', 'Add it again'),
    },
  ],
])('%s', (_, shown, { kind, title, body, button }) => {
  const found = banner(shown);

  expect(found).toMatchObject({ kind, title, button });
  expect(found?.body).toMatch(body);
});

test('an incident comes first of all', () => {
  expect(banner({ reason: 'attempt_spaced', unmet: ['registered'] }, INCIDENT)).toMatchObject({
    kind: 'incident',
    title: 'Meta trouble since 11:41 UTC',
    body: '12 numbers got the same answer (131000). Useless retries are paused. Nothing to do.',
    button: { kind: 'link', href: '/numbers?reason=attempt_spaced', label: 'See numbers' },
  });
});

test('Meta’s move says when we look again', () => {
  expect(banner({ reason: 'name_pending_review', unmet: ['registered'] })?.nextCheckAt).toBe(
    '2026-11-18T13:00:00.000Z',
  );
});

test('old news and a live number with nothing to say have no banner', () => {
  expect(banner({ reason: 'live', liveAt: NOW - 2 * DAY })).toBeNull();
});

test('a person’s move is said although what we see is old: it may be why', () => {
  expect(banner({ reason: 'token_invalid', staleSince: NOW - 8 * HOUR })?.kind).toBe('operator');
});

test('Retry that may not be pressed is no banner’s button', () => {
  const blocked = banner({
    reason: 'number_in_use',
    unmet: ['registered'],
    parts: { blockedUntil: NOW + HOUR },
  });
  expect(blocked).toMatchObject({ kind: 'customer', button: { kind: 'copy_message' } });
});
