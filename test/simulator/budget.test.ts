import { expect, test } from 'vitest';
import { HOUR, NUMBER, useSimulator, WABA } from './harness.js';

const sim = useSimulator();

interface Usage {
  readonly call_count: number;
  readonly estimated_time_to_regain_access: number;
}

async function read(): Promise<{ status: number; code: number | undefined; usage: Usage }> {
  const { status, headers, body } = await sim.graph('GET', NUMBER);
  const usage = JSON.parse(headers.get('x-business-use-case-usage') ?? '{}') as Record<
    string,
    [Usage]
  >;
  const [ofWaba] = usage[WABA] ?? [];
  if (ofWaba === undefined) throw new Error('no usage of the WABA');
  return { status, code: status === 200 ? undefined : body.error.code, usage: ofWaba };
}

test('200 calls an hour while nothing is registered, then 80008 with the minutes to wait; an hour later it goes on (facts/meta.md §1.17)', async () => {
  await sim.number('straight_through');
  let last = await read();
  for (let made = 2; made <= 200; made++) {
    const next = await read();
    expect(next.usage.call_count).toBeGreaterThanOrEqual(last.usage.call_count);
    last = next;
  }
  expect(last).toMatchObject({ status: 200, usage: { call_count: 100 } });

  const refused = await read();
  expect(refused).toMatchObject({ status: 400, code: 80008 });
  expect(refused.usage.estimated_time_to_regain_access).toBeGreaterThan(0);
  await sim.advance(HOUR);
  expect(await read()).toMatchObject({ status: 200 });
});

test('the budget is 5,000 once a number of the WABA is registered (facts/meta.md §1.17)', async () => {
  await sim.number('straight_through');
  expect((await sim.sim('GET', `wabas/${WABA}`)).body['calls_per_hour']).toBe(200);
  await sim.register();
  expect((await sim.sim('GET', `wabas/${WABA}`)).body['calls_per_hour']).toBe(5_000);
});

test('a WABA may have a budget of its own', async () => {
  await sim.number('straight_through');
  await sim.sim('PUT', `wabas/${WABA}`, { calls_per_hour: 2 });
  const statuses = [(await read()).status, (await read()).status, (await read()).status];
  expect(statuses).toEqual([200, 200, 400]);
});
