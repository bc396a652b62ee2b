import { expect, test, vi } from 'vitest';
import { startLoop, type LoopOptions } from '../../src/waking/loop.js';
import { waitUntil } from '../support/wait-until.js';

/** A loop whose next pause would outlast the test: only a ring begins a further round. */
function startTestLoop(options: Partial<LoopOptions> = {}) {
  let notify: (id: string | null) => void = () => {};
  const stopListening = vi.fn();
  const rounds = vi.fn();
  const loop = startLoop({
    channel: 'events',
    listener: {
      on: (_, handler) => {
        notify = handler;
        return stopListening;
      },
    },
    round: async () => {
      rounds();
      return 60_000;
    },
    onError: () => {},
    ...options,
  });
  const rounded = (times: number) =>
    waitUntil(() => rounds.mock.calls.length >= times, {
      timeoutMs: 5_000,
      describe: `${times} rounds`,
    });
  return { loop, rounds, rounded, stopListening, notify: (id: string | null) => notify(id) };
}

test('a notification or a ring begins the next round; stopping ends the pause', async () => {
  const heard: (string | null)[] = [];
  const { loop, rounds, rounded, notify, stopListening } = startTestLoop({
    onNotified: (id) => heard.push(id),
  });
  await rounded(1);

  notify('one');
  await rounded(2);
  loop.ring();
  await rounded(3);
  await loop.stop();

  expect(rounds).toHaveBeenCalledTimes(3);
  expect(heard).toEqual(['one']);
  expect(stopListening).toHaveBeenCalledOnce();
});

test('what rings during a round is not lost, unless the round forgets it', async () => {
  for (const forgets of [false, true]) {
    let times = 0;
    const { loop } = startTestLoop({
      round: async ({ forgetRings }) => {
        times += 1;
        if (times === 1) loop.ring();
        await Promise.resolve();
        if (forgets) forgetRings();
        return times === 1 ? 60_000 : 59_000;
      },
    });
    loop.ring();
    await waitUntil(() => times === (forgets ? 1 : 2), { timeoutMs: 5_000, describe: 'rounds' });
    await loop.stop();
    expect(times).toBe(forgets ? 1 : 2);
  }
});

test('a failed round is told and tried again', async () => {
  const errors: unknown[] = [];
  let times = 0;
  const { loop } = startTestLoop({
    retryMs: 1,
    onError: (error) => errors.push(error),
    round: async () => {
      times += 1;
      if (times === 1) throw new Error('not now');
      return 60_000;
    },
  });

  await waitUntil(() => times === 2, { timeoutMs: 5_000, describe: 'another round' });
  await loop.stop();

  expect(errors).toEqual([new Error('not now')]);
});
