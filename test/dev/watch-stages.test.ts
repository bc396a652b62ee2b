import { expect, test } from 'vitest';
import { changeLine, isNews, summaryLine } from '../../src/dev/watch-stages.js';
import type { NumberView } from '../../src/store/number-views.js';

const number = (view: Record<string, unknown>): NumberView =>
  ({
    phone_number_id: '106540352242922',
    node: { verifiedName: "Bella's Bakery" },
    stage: 'activating',
    reason: 'activation_pending',
    explanation: { explanation: 'Registration worked.' },
    ...view,
  }) as unknown as NumberView;

test('a new stage is told with the old one, and why', () => {
  const before = { stage: 'registering', reason: 'in_progress' } as const;

  expect(changeLine(number({}), before)).toBe(
    "Bella's Bakery: registering → activating. Registration worked.",
  );
});

test('a new reason is told with the stage', () => {
  const before = { stage: 'activating', reason: 'in_progress' } as const;

  expect(changeLine(number({}), before)).toBe("Bella's Bakery: activating. Registration worked.");
});

test('a number whose name was not read yet goes by the demo name, or its id', () => {
  expect(changeLine(number({ node: null }), undefined)).toMatch(/^Number 106540352242922: /);
  expect(changeLine(number({ node: null, phone_number_id: '106540352200010' }), undefined)).toMatch(
    /^Bella's Bakery: /,
  );
});

test.each([
  ['the same again', 'live', 'live', 'live', 'live', false],
  ['a new stage', 'activating', 'activation_pending', 'live', 'live', true],
  ['a new reason', 'verifying', 'in_progress', 'verifying', 'token_invalid', true],
  ['what is over before it is read', 'live', 'live', 'live', 'in_progress', false],
  [
    'a new stage, even if over soon',
    'verifying',
    'code_needed',
    'registering',
    'in_progress',
    true,
  ],
] as const)('%s', (_what, stageBefore, reasonBefore, stage, reason, expected) => {
  const before = number({ stage: stageBefore, reason: reasonBefore });

  expect(isNews(number({ stage, reason }), before)).toBe(expected);
});

test('the summary counts by stage, furthest first', () => {
  const numbers = [
    number({ stage: 'verifying' }),
    number({ stage: 'live' }),
    number({ stage: 'live' }),
  ];

  expect(summaryLine(numbers)).toBe('3 numbers: 2 live, 1 verifying');
  expect(summaryLine([])).toBe('0 numbers');
});
