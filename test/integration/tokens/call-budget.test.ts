import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId } from '../api/harness.js';
import { startTokenHarness, type TokenHarness } from './harness.js';

let given: TokenHarness;
beforeAll(async () => {
  given = await startTokenHarness();
});
afterAll(() => given.close());

const MINUTE = 60_000;
const ANY = /./;

async function connected(callsPerHour: number): Promise<{ id: string; wabaId: string }> {
  const [wabaId, id, token] = [newId(), newId(), `EAABUDGETOKEN${newId()}`];
  await given.meta.put(`/wabas/${wabaId}`, { token, calls_per_hour: callsPerHour });
  await given.addNumber(id, wabaId, token);
  return { id, wabaId };
}

const nextCheckOf = async (id: string) => {
  const row = await given.db
    .selectFrom('numbers')
    .select(['next_check_at', 'explanation', 'reason'])
    .where('phone_number_id', '=', id)
    .executeTakeFirstOrThrow();
  expect(row.explanation.next_check_at).toBe(row.next_check_at.toISOString());
  return row.next_check_at.getTime();
};

const usageOf = (wabaId: string) =>
  given.db
    .selectFrom('wabas')
    .select(['usage_percent', 'usage_read_at', 'calls_resume_at'])
    .where('waba_id', '=', wabaId)
    .executeTakeFirstOrThrow();

test('polls stop at four fifths of the budget and go on once it has room; a person is served all the while', async () => {
  const { id, wabaId } = await connected(20);
  const reason = await given.turn(id, 'started', 'added');
  given.clock.at += 3 * MINUTE;
  // Somebody else, with the same app: Meta's headers tell of them too.
  const { token } = (await given.meta.put(`/wabas/${wabaId}`, {})) as { token: string };
  for (let n = 0; ; n++) {
    const { usage_percent: percent } = await usageOf(wabaId);
    if ((percent ?? 0) >= 85) break;
    expect(n).toBeLessThan(20);
    await given.deps.graph.waba({ accessToken: token, wabaId, at: given.clock.at }, wabaId);
  }
  await given.calls(ANY);

  expect(await given.turn(id, 'timer')).toBe(reason);
  expect(await given.calls(ANY)).toBe(0);
  const free = await nextCheckOf(id);
  expect(free).toBeGreaterThan(given.clock.at);
  expect(free).toBeLessThanOrEqual(given.clock.at + 12 * MINUTE);

  // The reserve.
  await given.turn(id, 'check');
  expect(await given.calls(ANY)).toBeGreaterThan(0);

  given.clock.at += 61 * MINUTE;
  await given.turn(id, 'timer');
  expect(await given.calls(ANY)).toBeGreaterThan(0);
});

test('a time that Meta states is believed', async () => {
  const { id, wabaId } = await connected(4);
  await given.turn(id, 'started', 'added');
  await given.turn(id, 'check');
  const { calls_resume_at: resumesAt } = await usageOf(wabaId);
  expect(resumesAt).not.toBeNull();
  given.clock.at += 3 * MINUTE;
  await given.calls(ANY);

  await given.turn(id, 'timer');

  expect(await given.calls(ANY)).toBe(0);
  expect(await nextCheckOf(id)).toBe(resumesAt!.getTime());
});

test('usage is written when it moves, not for each call', async () => {
  const { wabaId } = await connected(1_000);
  const { token } = (await given.meta.put(`/wabas/${wabaId}`, {})) as { token: string };
  const reads = async (times: number): Promise<void> => {
    for (let n = 0; n < times; n++)
      await given.deps.graph.waba({ accessToken: token, wabaId, at: given.clock.at }, wabaId);
  };
  await reads(1);
  const first = await usageOf(wabaId);
  given.clock.at += 1_000;
  await reads(10);
  expect(await usageOf(wabaId)).toEqual(first);
  await reads(60);
  expect((await usageOf(wabaId)).usage_percent).toBeGreaterThan((first.usage_percent ?? 0) + 4);
});
