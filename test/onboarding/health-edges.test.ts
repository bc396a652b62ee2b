import { expect, test } from 'vitest';
import { healthEdges, isRestricting, wabaEdges } from '../../src/onboarding/health-edges.js';
import type { PhoneNode } from '../../src/onboarding/normalise.js';
import type { WabaFacts } from '../../src/onboarding/observation.js';
import { entity, LIVE, NODE } from './world.js';

const node = (more: Partial<PhoneNode> = {}): PhoneNode => ({ ...NODE, ...LIVE, ...more });

test.each<[string, Partial<PhoneNode>, Partial<PhoneNode>, string[]]>([
  ['nothing', {}, {}, []],
  [
    'quality',
    { qualityRating: 'GREEN' },
    { qualityRating: 'RED' },
    ["The number's quality rating is now RED. It was GREEN before."],
  ],
  [
    'two things at once',
    { throughputLevel: 'STANDARD', messagingLimit: 'TIER_2K' },
    { throughputLevel: 'HIGH', messagingLimit: 'TIER_10K' },
    [
      "The number's throughput is now HIGH. It was STANDARD before.",
      "The number's messaging limit is now TIER_10K. It was TIER_2K before.",
    ],
  ],
  [
    'status',
    {},
    { status: 'FLAGGED' },
    ["The number's status is now FLAGGED. It was CONNECTED before."],
  ],
  ['a field that Meta leaves out', { messagingLimit: 'TIER_2K' }, { messagingLimit: null }, []],
  [
    'a field that Meta now gives',
    { messagingLimit: null },
    { messagingLimit: 'TIER_2K' },
    ["The number's messaging limit is now TIER_2K."],
  ],
  [
    'an entity, with its codes; the overall value follows from it',
    { canSend: 'AVAILABLE', health: [entity('WABA', 'AVAILABLE'), entity('APP', 'AVAILABLE')] },
    {
      canSend: 'BLOCKED',
      health: [entity('APP', 'AVAILABLE'), entity('WABA', 'BLOCKED', { code: 141006 })],
    },
    [
      'What Meta says of sending by the WhatsApp account is now BLOCKED (141006). It was AVAILABLE before.',
    ],
  ],
  [
    'the overall value alone',
    { canSend: 'AVAILABLE' },
    { canSend: 'LIMITED' },
    ["The number's ability to send is now LIMITED. It was AVAILABLE before."],
  ],
  ['what is no health', { verifiedName: 'A' }, { verifiedName: 'B', lastOnboardedAt: '2026' }, []],
])('%s', (_, before, after, sentences) => {
  expect(healthEdges(node(before), node(after)).map(({ sentence }) => sentence)).toEqual(sentences);
});

test('the first look at a number is no change', () => {
  expect(healthEdges(null, node())).toEqual([]);
});

const FACTS: WabaFacts = {
  name: 'Example',
  portfolioId: '777',
  reviewStatus: 'APPROVED',
  canSend: 'AVAILABLE',
  listedNumbers: null,
};

test.each<[string, Partial<WabaFacts>, string[], boolean]>([
  ['the list of its numbers is no change', { listedNumbers: ['1'] }, [], false],
  ['its name', { name: 'Other' }, ['name'], false],
  ['its review', { reviewStatus: 'REJECTED' }, ['account_review_status'], true],
  ['sending', { canSend: 'BLOCKED' }, ['health_status'], true],
  ['limited sending', { canSend: 'LIMITED' }, ['health_status'], false],
])('a WABA: %s', (_, after, fields, restricts) => {
  const edges = wabaEdges(FACTS, { ...FACTS, ...after });

  expect(edges.map(({ field }) => field)).toEqual(fields);
  expect(edges.some(isRestricting)).toBe(restricts);
  expect(wabaEdges(null, { ...FACTS, ...after })).toEqual([]);
});
