import { describe, expect, test } from 'vitest';
import { switches } from '../../src/simulator/scenarios/switches.js';
import {
  APP,
  DAY,
  HOUR,
  MINUTE,
  NUMBER,
  RIGHT_PIN,
  SECOND,
  useReceiver,
  useSimulator,
  WABA,
} from './harness.js';

/** What no source settles, both ways (simulator.md §4). */

const sim = useSimulator();
const hook = useReceiver();
const names = Object.keys(switches) as (keyof typeof switches)[];

test.each(names)('%s is at its first value unless a scenario says otherwise', async (name) => {
  await sim.number('straight_through');
  expect((await sim.truth())['switches']).toMatchObject({ [name]: switches[name].values[0] });
});

test.each(names.flatMap((name) => switches[name].values.map((value) => [name, value] as const)))(
  '%s can be put to %s; any other value is refused',
  async (name, value) => {
    await sim.number('straight_through', { [name]: value });
    expect((await sim.truth())['switches']).toMatchObject({ [name]: value });

    const refused = await sim.sim('PUT', `numbers/${NUMBER}`, { [name]: 'nonsense' });
    expect(refused.status).toBe(400);
    expect(refused.body.error).toContain(name);
  },
);

describe('what the node shows after a coexistence disconnect (facts/meta.md §2.6)', () => {
  test.each([
    ['disconnected', 'DISCONNECTED', 'CLOUD_API', true],
    ['unregistered', 'DISCONNECTED', 'NOT_APPLICABLE', true],
    ['off_the_app', 'DISCONNECTED', 'NOT_APPLICABLE', false],
    ['unchanged', 'CONNECTED', 'CLOUD_API', true],
  ])('%s', async (value, status, platform, onApp) => {
    await sim.number('coexistence_reconnects', { coexistence_disconnect: value });
    await sim.advance(DAY);
    const fields = 'status,platform_type,is_on_biz_app';
    expect(await sim.node(fields)).toMatchObject({
      status,
      platform_type: platform,
      is_on_biz_app: onApp,
    });

    await sim.advance(HOUR);
    expect(await sim.node(fields)).toMatchObject({
      status: 'CONNECTED',
      platform_type: 'CLOUD_API',
      is_on_biz_app: true,
    });
  });
});

describe('whether a phone override survives a re-subscribe (facts/meta.md §0.4.9)', () => {
  const overridden = async () => {
    const { body } = await sim.graph('GET', NUMBER, undefined, {
      query: { fields: 'webhook_configuration' },
    });
    return (body['webhook_configuration'] as { phone_number?: string }).phone_number;
  };
  const overridePhone = async () => {
    await sim.graph('POST', `${WABA}/subscribed_apps`);
    const configuration = { override_callback_uri: `${hook.url}/phone`, verify_token: 'v' };
    await sim.graph('POST', NUMBER, { webhook_configuration: configuration });
    expect(await overridden()).toBe(`${hook.url}/phone`);
  };

  test.each([
    ['kept', true],
    ['wiped', false],
  ])('%s', async (value, survives) => {
    await sim.number('straight_through', { phone_override_on_resubscribe: value });
    await overridePhone();
    await sim.graph('POST', `${WABA}/subscribed_apps`);
    expect(await overridden()).toBe(survives ? `${hook.url}/phone` : undefined);
  });

  test('override_wiped_later: gone an hour after it is connected, the subscription stays (simulator.md §4)', async () => {
    await sim.number('override_wiped_later');
    await overridePhone();
    await sim.register();
    await sim.advance(5 * SECOND);
    expect(await overridden()).toBe(`${hook.url}/phone`);

    await sim.advance(HOUR);
    expect(await overridden()).toBeUndefined();
    const { body } = await sim.graph('GET', `${WABA}/subscribed_apps`);
    expect(body.data).toMatchObject([{ whatsapp_business_api_data: { id: APP } }]);
  });
});

describe('how register answers where the number has a PIN (facts/meta.md §0.3)', () => {
  test('plain: any other PIN is refused', async () => {
    await sim.number('pin_left_by_previous_provider', { register_reply: 'plain' });
    expect((await sim.register()).body.error.code).toBe(133005);
  });

  test('pin_not_reset: accepted with any PIN, the old one stays, and further keys say so', async () => {
    await sim.number('pin_left_by_previous_provider', { register_reply: 'pin_not_reset' });
    expect((await sim.register()).body).toEqual({
      success: true,
      pin_reset: false,
      message: expect.any(String),
    });
    expect((await sim.truth()).pin).toBe('918273');
  });

  test('pin_not_reset: the first register sets the PIN and answers as ever', async () => {
    await sim.number('straight_through', { register_reply: 'pin_not_reset' });
    expect((await sim.register()).body).toEqual({ success: true });
    expect((await sim.truth()).pin).toBe(RIGHT_PIN);
  });
});

describe('whether tries during a 133016 block extend it (facts/meta.md §1.17)', () => {
  test.each([
    ['ignored', 200],
    ['extend_it', 400],
  ])('%s', async (value, status) => {
    await sim.number('blocked_72h', { tries_during_block: value });
    await sim.advance(71 * HOUR);
    expect((await sim.register()).body.error.code).toBe(133016);
    await sim.advance(HOUR + MINUTE);
    expect((await sim.register()).status).toBe(status);
  });

  test('ignored: they count in no window either, however many', async () => {
    await sim.number('blocked_72h', { tries_during_block: 'ignored' });
    await sim.advance(71 * HOUR);
    for (let tried = 0; tried < 12; tried++)
      expect((await sim.register()).body.error.code).toBe(133016);
    await sim.advance(HOUR + MINUTE);
    expect((await sim.register()).status).toBe(200);
  });

  test('extend_it: over 72 hours after the last try', async () => {
    await sim.number('blocked_72h', { tries_during_block: 'extend_it' });
    await sim.advance(71 * HOUR);
    await sim.register();
    await sim.advance(72 * HOUR + MINUTE);
    expect((await sim.register()).status).toBe(200);
  });
});

describe('register on a coexistence number, harm counted either way (facts/meta.md §2.6)', () => {
  test('refused: it stays on the phone', async () => {
    await sim.number('coexistence', { coexistence_register: 'refused' });
    expect((await sim.register()).body.error.code).toBe(100);
    expect(await sim.truth()).toMatchObject({ harm: 1, is_on_biz_app: true });
  });

  test('accepted: it is taken off the phone', async () => {
    await sim.number('coexistence', { coexistence_register: 'accepted' });
    expect((await sim.register()).status).toBe(200);
    expect(await sim.truth()).toMatchObject({ harm: 1, is_on_biz_app: false, status: 'CONNECTED' });
  });
});

describe('the code for a wrong PIN (facts/meta.md §3.2)', () => {
  test.each([133005, 131031])('%i', async (code) => {
    await sim.number('pin_left_by_previous_provider', { wrong_pin_answer: code });
    expect((await sim.register()).body.error.code).toBe(code);
    expect(await sim.truth()).toMatchObject({ wrong_pins: 1 });
  });
});

describe('whether a PIN lock says how long it lasts (facts/meta.md §3.2)', () => {
  const details = async (lockTime: string) => {
    await sim.number('pin_guess_lock', { lock_time: lockTime });
    const tooMany = await sim.register();
    await sim.number('pin_left_by_previous_provider', { lock_time: lockTime });
    for (let wrong = 1; wrong <= 3; wrong++) await sim.register();
    const tooFast = await sim.register();
    expect([tooMany, tooFast].map(({ body }) => body.error.code)).toEqual([133008, 133009]);
    return [tooMany, tooFast].map(
      ({ body }) => (body.error as unknown as { error_data: { details: string } }).error_data,
    );
  };

  test('stated: in minutes', async () => {
    const [tooMany, tooFast] = await details('stated');
    expect(tooMany?.details).toContain('720 minutes');
    expect(tooFast?.details).toContain('5 minutes');
  });

  test('unstated: no digit in it', async () => {
    for (const { details: text } of await details('unstated')) expect(text).not.toMatch(/\d/);
  });
});
