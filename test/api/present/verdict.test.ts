import { expect, test } from 'vitest';
import {
  CONDITION_TYPES,
  type Condition,
  type ConditionType,
} from '../../../src/onboarding/conditions.js';
import type { Stage } from '../../../src/onboarding/stage.js';
import { verdictOf } from '../../../src/api/present/verdict.js';

const conditions = (
  otherwise: Condition['status'],
  named: Partial<Record<ConditionType, Condition['status']>> = {},
): Condition[] =>
  CONDITION_TYPES.map((type) => ({
    type,
    status: named[type] ?? otherwise,
    reason: null,
    message: '',
    since: '',
    read_at: null,
  }));

test.each<[string, Stage, Condition[], ReturnType<typeof verdictOf>]>([
  ['live with all met is healthy', 'live', conditions('met'), 'healthy'],
  ['never read is unknown', 'verifying', [], 'unknown'],
  ['could not be read is unknown, not bad', 'live', conditions('unknown'), 'unknown'],
  [
    'on its way is down: no message passes yet',
    'name_review',
    conditions('met', { registered: 'not_met', connected: 'not_met' }),
    'down',
  ],
  ['live but cut off is down', 'live', conditions('met', { connected: 'not_met' }), 'down'],
  [
    'webhooks that go elsewhere are down',
    'live',
    conditions('met', { webhooks_effective: 'not_met', can_receive: 'not_met' }),
    'down',
  ],
  [
    'live without payment is degraded',
    'live',
    conditions('met', { can_send: 'not_met' }),
    'degraded',
  ],
  [
    'live with a dead token is degraded',
    'live',
    conditions('unknown', { accessible: 'not_met' }),
    'degraded',
  ],
  [
    'a name under review is a step, not health',
    'live',
    conditions('met', { name_accepted: 'not_met' }),
    'healthy',
  ],
  ['closed is down', 'closed', conditions('met'), 'down'],
])('%s', (_, stage, given, verdict) => expect(verdictOf(stage, given, null)).toBe(verdict));

test.each([
  ['CONNECTED', 'GREEN', 'healthy'],
  ['CONNECTED', 'UNKNOWN', 'healthy'],
  ['CONNECTED', 'YELLOW', 'degraded'],
  ['CONNECTED', 'RED', 'degraded'],
  ['FLAGGED', 'RED', 'degraded'],
  ['FLAGGED', 'GREEN', 'degraded'],
  ['RESTRICTED', 'GREEN', 'degraded'],
  ['RATE_LIMITED', null, 'degraded'],
])('a live number that Meta shows as %s, %s is %s', (status, qualityRating, verdict) => {
  expect(verdictOf('live', conditions('met'), { status, qualityRating })).toBe(verdict);
});

test('what is cut off is down, whatever its quality', () => {
  const given = conditions('met', { connected: 'not_met' });
  expect(verdictOf('live', given, { status: 'FLAGGED', qualityRating: 'RED' })).toBe('down');
});
