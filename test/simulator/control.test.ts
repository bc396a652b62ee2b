import { expect, test } from 'vitest';
import { scenarios } from '../../src/simulator/scenarios/index.js';
import { startSimulator } from '../../src/simulator/simulator.js';
import { APP, DAY, HOUR, NUMBER, RIGHT_PIN, useSimulator, WABA } from './harness.js';

const sim = useSimulator();
const fault = async (match: unknown, effect: unknown, times = 1) =>
  await sim.sim('POST', 'faults', { match, effect, times });

test('an unknown scenario is 400 and lists all names', async () => {
  const answer = await sim.sim('PUT', `numbers/${NUMBER}`, { waba_id: WABA, scenario: 'nonsense' });
  expect(answer.status).toBe(400);
  for (const { name } of scenarios) expect(answer.body.error).toContain(name);
});

test.each([
  ['PUT', `numbers/${NUMBER}`, {}, 'waba_id'],
  ['PUT', `numbers/${NUMBER}`, { waba_id: WABA, shoe_size: 43 }, 'shoe_size'],
  ['PUT', `numbers/${NUMBER}`, { waba_id: WABA, pin: '12' }, 'pin'],
  ['PUT', `numbers/${NUMBER}`, { waba_id: WABA, activation_ms: -1 }, 'activation_ms'],
  ['PUT', `wabas/${WABA}`, { token_expires_at: 'soon' }, 'token_expires_at'],
  ['PUT', `apps/${APP}`, { callback_url: 'nonsense' }, 'callback_url'],
  ['POST', 'faults', { effect: { reply: 'gone' } }, 'effect.reply'],
  ['POST', 'chaos', { drop: 2 }, 'drop'],
  ['POST', 'clock', {}, 'advance_ms'],
  ['POST', 'clock', { advance_ms: -1 }, 'advance_ms'],
])('%s %s %j is 400 and names the field', async (method, path, body, named) => {
  const answer = await sim.sim(method, path, body);
  expect(answer.status).toBe(400);
  expect(answer.body.error).toContain(named);
});

test('a body that is not JSON is 400; an unknown number and route are 404', async () => {
  const answer = await sim.send(`${sim.url}/_sim/clock`, { method: 'POST', body: '{' });
  expect(answer.status).toBe(400);
  expect((await sim.sim('GET', 'numbers/1')).status).toBe(404);
  expect((await sim.sim('GET', 'nonsense')).status).toBe(404);
});

test('a PUT without scenario changes only what is given; null takes a field away', async () => {
  await sim.number('slow_name_review', { verified_name: 'Shop' });
  await sim.sim('PUT', `numbers/${NUMBER}`, { quality_rating: 'RED', is_pin_enabled: null });
  expect(await sim.truth()).toMatchObject({
    scenario: 'slow_name_review',
    verified_name: 'Shop',
    name_status: 'PENDING_REVIEW',
    quality_rating: 'RED',
  });
  expect(await sim.truth()).not.toHaveProperty('is_pin_enabled');
  // The decision that was planned still comes.
  await sim.advance(3 * DAY);
  expect((await sim.truth())['name_status']).toBe('APPROVED');
});

test('a PUT with a scenario starts the number over', async () => {
  await sim.number('straight_through');
  await sim.register();
  await sim.number('straight_through');
  expect(await sim.truth()).toMatchObject({
    pin: null,
    platform_type: 'NOT_APPLICABLE',
    register_attempts: [],
  });
});

test('a fault of code answers that error, undone, and still counts as an attempt', async () => {
  await sim.number('straight_through');
  await fault(
    { path: 'register', number: NUMBER },
    { code: 131000, status: 500, user_msg: 'Later' },
  );

  const failed = await sim.register();
  expect(failed.status).toBe(500);
  expect(failed.body.error).toMatchObject({ code: 131000, error_user_msg: 'Later' });
  expect(await sim.truth()).toMatchObject({
    platform_type: 'NOT_APPLICABLE',
    register_attempts: [{ outcome: 'refused', code: 131000 }],
  });
  expect((await sim.register()).status).toBe(200);
});

test('a fault on register does not hit deregister, nor another number', async () => {
  await sim.number('straight_through');
  await fault({ path: 'register', number: '999' }, { code: 1 });
  await fault({ path: 'register', method: 'GET' }, { code: 1 });
  expect((await sim.register()).status).toBe(200);
  await fault({ path: 'register' }, { code: 1 });
  expect((await sim.graph('POST', `${NUMBER}/deregister`)).status).toBe(200);
});

test('a bare 5xx carries no Graph envelope', async () => {
  await sim.number('straight_through');
  await fault({}, { status: 502 });
  const answer = await sim.graph('GET', NUMBER);
  expect(answer.status).toBe(502);
  expect(answer.body).not.toHaveProperty('error');
});

test.each([
  ['lost', 'CLOUD_API', 1],
  ['before', 'NOT_APPLICABLE', 0],
  ['reset', 'NOT_APPLICABLE', 0],
])('reply "%s" breaks the connection and leaves %s', async (reply, platform, attempts) => {
  await sim.number('straight_through');
  await fault({ path: 'register' }, { reply });
  await expect(sim.register()).rejects.toThrow('fetch failed');

  expect(await sim.truth()).toMatchObject({
    platform_type: platform,
    register_attempts_used: attempts,
  });
  const log = await sim.sim('GET', `requests?number=${NUMBER}&path=/register`);
  expect(log.body.data).toMatchObject([{ status: null, reply }]);
});

test('reply_lost_on_register: the first register is done, its answer lost (facts/meta.md §2.8)', async () => {
  await sim.number('reply_lost_on_register');
  await expect(sim.register()).rejects.toThrow('fetch failed');
  expect(await sim.truth()).toMatchObject({ pin: RIGHT_PIN, platform_type: 'CLOUD_API' });
  expect((await sim.register()).status).toBe(200);
});

test('server_error_after_success: the first register is done, its answer a 500 (facts/meta.md §8.2)', async () => {
  await sim.number('server_error_after_success');
  const answer = await sim.register();
  expect(answer.status).toBe(500);
  expect(await sim.truth()).toMatchObject({ pin: RIGHT_PIN, platform_type: 'CLOUD_API' });
});

test('the log shows what was asked and answered, tokens by their last four', async () => {
  await sim.number('straight_through');
  await sim.register();
  await sim.graph('GET', WABA);

  const ofNumber = await sim.sim('GET', `requests?number=${NUMBER}`);
  expect(ofNumber.body.data).toMatchObject([
    {
      at: expect.stringMatching(/Z$/),
      method: 'POST',
      path: `/v24.0/${NUMBER}/register`,
      token: `…${sim.token.slice(-4)}`,
      status: 200,
      answer: { success: true },
    },
  ]);
  const all = await sim.sim('GET', 'requests');
  expect(all.body.data).toHaveLength(2);
  expect((await sim.sim('GET', 'requests?method=get')).body.data).toHaveLength(1);
  expect((await sim.sim('GET', 'requests?limit=1')).body.data).toMatchObject([{ method: 'GET' }]);
  expect(JSON.stringify(all.body)).not.toContain(sim.token);
});

test('X-Sim-Now sets the clock forward only, as ISO or epoch ms (simulator.md §3)', async () => {
  const now = async () => Number((await sim.sim('GET', 'clock')).body['now_ms']);
  const start = await now();
  const tell = async (value: string) =>
    await sim.graph('GET', WABA, undefined, { headers: { 'x-sim-now': value } });

  await tell(new Date(start + DAY).toISOString());
  expect(await now()).toBeGreaterThanOrEqual(start + DAY);
  await tell(String(start + 2 * DAY));
  expect(await now()).toBeGreaterThanOrEqual(start + 2 * DAY);
  await tell(String(start));
  expect(await now()).toBeGreaterThanOrEqual(start + 2 * DAY);
});

test('pace makes the clock run faster (simulator.md §3)', async () => {
  let real = 1_000_000;
  const simulator = await startSimulator({ port: 0, pace: 2, now: () => real });
  try {
    const clock = async () => await sim.send(`${simulator.url}/_sim/clock`, { method: 'GET' });
    real += HOUR;
    expect((await clock()).body['now_ms']).toBe(1_000_000 + 2 * HOUR);
    await sim.send(`${simulator.url}/_sim/clock`, { method: 'POST', body: '{"pace":10}' });
    real += HOUR;
    expect((await clock()).body['now_ms']).toBe(1_000_000 + 12 * HOUR);
  } finally {
    await simulator.close();
  }
});

test('reset leaves an empty Meta', async () => {
  await sim.number('straight_through');
  await fault({}, { code: 1 }, 100);
  await sim.advance(30 * DAY);
  await sim.sim('POST', 'reset');
  expect((await sim.sim('GET', 'numbers')).body.data).toEqual([]);
  expect((await sim.sim('GET', 'faults')).body.data).toEqual([]);
  expect((await sim.graph('GET', WABA)).body.error.code).toBe(190);
});

test('chaos adds keys and words nobody has seen (facts/meta.md §8.9)', async () => {
  await sim.number('straight_through');
  await sim.sim('POST', 'chaos', { unknown_keys: 1, unknown_enums: 1 });
  expect(await sim.node('status,quality_rating')).toMatchObject({
    quality_rating: 'SIMULATED_NEW_VALUE',
    simulated_unknown_key: expect.anything(),
  });
});

test('a taken port is one clear sentence with the variable to set', async () => {
  const port = Number(new URL(sim.url).port);
  await expect(startSimulator({ port })).rejects.toThrow(
    `Port ${port} is already in use: set SIMULATOR_PORT to a free one for the Graph simulator.`,
  );
});
