import { expect, test } from 'vitest';

import { waitUntil } from './wait-until.js';

test('returns what the condition gave, as soon as it gave something', async () => {
  const values = [null, 0, '', 'live'];
  const result = await waitUntil(() => values.shift(), { timeoutMs: 1000, describe: 'a stage' });
  expect(result).toBe('live');
});

test('says what was awaited and the last value', async () => {
  const waiting = waitUntil(() => (Date.now() < 0 ? 'live' : null), {
    timeoutMs: 20,
    describe: 'the stage to be live',
  });
  await expect(waiting).rejects.toThrow('waited 20 ms for the stage to be live; last value: null');
});

test('an exception is a "not yet", and the last one is told', async () => {
  const refuse = (): string => {
    throw new Error('refused');
  };
  const waiting = waitUntil(refuse, { timeoutMs: 20, describe: 'an answer' });
  await expect(waiting).rejects.toThrow(/for an answer; it threw Error: refused/);
});
