import { describe, expect, test } from 'vitest';
import { groupByAction } from '../../src/ui/attention.js';
import { ago } from '../../src/ui/components/time.js';
import { customerMessage } from '../../src/ui/customer-message.js';
import { segmentsOf } from '../../src/ui/health-plot.js';
import { stepsOf } from '../../src/ui/stepper.js';
import { toneOfValue, wordsOfValue } from '../../src/ui/values.js';
import { NOW, shownNumber } from './shown.js';

describe('colours of Meta’s words (design/console.md)', () => {
  test.each([
    ['good', 'APPROVED CONNECTED VERIFIED STANDARD HIGH ACTIVE GREEN LIVE AVAILABLE'],
    ['waiting', 'PENDING PENDING_REVIEW EXPIRED FLAGGED YELLOW LIMITED'],
    ['bad', 'RESTRICTED BANNED DISCONNECTED REJECTED DECLINED RED BLOCKED'],
    ['neutral', 'UNKNOWN NONE SANDBOX AVAILABLE_WITHOUT_REVIEW SOMETHING_NEW'],
  ])('%s: %s', (tone, values) => {
    expect(values.split(' ').map(toneOfValue)).toEqual(values.split(' ').map(() => tone));
  });

  test('what Meta does not say is grey', () => expect(toneOfValue(null)).toBe('neutral'));
});

test.each([
  ['PENDING_REVIEW', 'Pending Review'],
  ['NON_EXISTS', 'Non exists'],
  ['TIER_1K', '1K customers per 24h'],
  ['TIER_CUSTOM', 'Tier Custom'],
  ['UNKNOWN', 'Not available'],
  [null, 'Not available'],
])('%s is written "%s"', (value, words) => expect(wordsOfValue(value)).toBe(words));

describe('steps', () => {
  const states = (shown: Parameters<typeof shownNumber>[0]) =>
    stepsOf(shownNumber(shown)).map(({ state }) => state);

  test('the first that is not met is now', () =>
    expect(
      states({
        reason: 'name_pending_review',
        unmet: ['name_accepted', 'registered', 'connected', 'webhooks_effective'],
      }),
    ).toEqual(['done', 'current', 'todo', 'todo', 'todo']));

  test('a step that the way went on without is skipped', () =>
    expect(states({ reason: 'activation_pending', unmet: ['name_accepted', 'connected'] })).toEqual(
      ['done', 'skipped', 'done', 'current', 'todo'],
    ));

  test('a name that is accepted already does not skip the code', () =>
    expect(
      states({ reason: 'code_not_sent', unmet: ['code_verified', 'registered', 'connected'] }),
    ).toEqual(['current', 'done', 'todo', 'todo', 'todo']));

  test('live is the end of it', () =>
    expect(states({ reason: 'live' })).toEqual(['done', 'done', 'done', 'done', 'done']));

  test('beside the app we neither verify nor register', () =>
    expect(states({ reason: 'coexistence_live', more: { mode: 'coexistence' } })).toEqual([
      'skipped',
      'done',
      'skipped',
      'done',
      'done',
    ]));

  test('nothing goes on at a closed number', () =>
    expect(states({ reason: 'released', unmet: ['registered'] })).not.toContain('current'));
});

test('what needs a person is grouped by what to do, the order kept', () => {
  const [first, second, third] = [
    shownNumber({ reason: 'code_needed' }),
    shownNumber({ reason: 'token_invalid' }),
    shownNumber({ reason: 'code_needed' }),
  ];

  expect(groupByAction([first, second, third])).toEqual([
    { title: 'Enter the code', actionId: 'enter_code', numbers: [first, third] },
    { title: 'Replace the token', actionId: 'replace_token', numbers: [second] },
  ]);
});

test('what the customer does elsewhere is no "Check now"', () => {
  const number = shownNumber({ reason: 'signup_expired' });

  expect(groupByAction([number])).toMatchObject([
    { title: 'Ask the customer to repeat the signup', actionId: null },
  ]);
});

test('the message to the customer says which number, why, what to do and where', () => {
  const text = customerMessage(shownNumber({ reason: 'payment_missing' }));

  expect(text).toContain('+1 201-555-0123');
  expect(text).toContain('no working payment method');
  expect(text).toContain('What to do: Add a payment method.');
  expect(text).toContain('https://business.facebook.com/');
});

test('a band has one segment for each change, up to now', () => {
  const at = (hours: number) => new Date(NOW + hours * 3_600_000);
  const segments = segmentsOf(
    [
      { at: at(0), value: 'GREEN' },
      { at: at(1), value: 'GREEN' },
      { at: at(2), value: 'RED' },
    ],
    { start: at(0), end: at(4) },
  );

  expect(segments).toMatchObject([
    { from: 0, to: 0.5, value: 'GREEN', tone: 'good' },
    { from: 0.5, to: 1, value: 'RED', tone: 'bad' },
  ]);
});

test.each([
  [-30_000, 'just now'],
  [30_000, 'in less than a minute'],
  [-3 * 60_000, '3 minutes ago'],
  [2 * 3_600_000, 'in 2 hours'],
  [-86_400_000, 'yesterday'],
])('%s ms away is "%s"', (distance, text) => expect(ago(NOW + distance, NOW)).toBe(text));
