import { expect, test } from 'vitest';
import { presentSnapshot } from '../../../src/api/present/health.js';
import { normaliseNode } from '../../../src/onboarding/normalise.js';

test.each([
  ['2026-11-22T01:23:49+0000', '2026-11-22T01:23:49.000Z'],
  ['not a time', 'not a time'],
  [null, null],
])('Meta’s time %s is shown as %s', (given, shown) => {
  const node = normaliseNode({ id: '1', last_onboarded_time: given });
  expect(presentSnapshot(node).phone.last_onboarded_at).toBe(shown);
});
