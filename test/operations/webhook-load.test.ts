import { expect, test } from 'vitest';
import { describeLoad, isDegraded } from '../../src/operations/webhook-load.js';

const ackMs = { p50: 2.04, p99: 24.96 };

test.each([
  [
    { ackMs, backlog: { waiting: 0, oldestMs: 0 } },
    false,
    'Webhooks are acknowledged in 2 ms (p50), 25 ms (p99); none waits.',
  ],
  [
    { ackMs, backlog: { waiting: 7, oldestMs: 60_000 } },
    false,
    'Webhooks are acknowledged in 2 ms (p50), 25 ms (p99); 7 wait, the oldest for 60 s.',
  ],
  [
    { ackMs: null, backlog: { waiting: 7, oldestMs: 60_001 } },
    true,
    'No webhook came yet; 7 wait, the oldest for 60 s: does a worker run?',
  ],
  [{ ackMs: null, backlog: null }, false, 'No webhook came yet; how many wait could not be read.'],
])('a load in a sentence (%#)', (load, degraded, sentence) => {
  expect([isDegraded(load), describeLoad(load)]).toEqual([degraded, sentence]);
});
