import { describe, expect, test } from 'vitest';
import { scenarios } from '../../src/simulator/scenarios/index.js';
import { DAY, HOUR, MINUTE, NUMBER, RIGHT_PIN, SECOND, useSimulator, WABA } from './harness.js';

const sim = useSimulator();
const live = async (scenario: string) => {
  await sim.number(scenario);
  await sim.register();
  await sim.advance(5 * SECOND);
};

test('names are unique, and each says in a sentence what it will do', () => {
  expect(new Set(scenarios.map(({ name }) => name)).size).toBe(scenarios.length);
  for (const { willDo } of scenarios) expect(willDo).toMatch(/^[A-Z].+\.$/);
});

test.each(scenarios.map(({ name }) => name))(
  '%s can be put and has its state at once',
  async (name) => {
    await sim.number(name);
    const { state } = scenarios.find((scenario) => scenario.name === name)!;
    expect(await sim.truth()).toMatchObject(
      JSON.parse(JSON.stringify({ ...state, scenario: name })),
    );
  },
);

describe('register is refused for the scenario’s reason, and then no more (facts/meta.md §2.3, §3.2)', () => {
  test.each([
    ['in_use_on_phone', 100, 2388001, 'existing WhatsApp account', 2 * HOUR],
    ['two_step_left_on', 100, 2388001, 'two-step verification must be disabled', 6 * HOUR],
    ['approved_but_name_refused', 100, 2388001, 'display name could not be processed', DAY],
    ['recently_deleted', 133015, undefined, 'wait a few minutes', 20 * MINUTE],
    ['reverify_but_verified', 133006, undefined, 're-verification needed', HOUR],
    ['blocked_72h', 133016, undefined, 'rate limit exceeded', 72 * HOUR],
    ['pin_guess_lock', 133008, undefined, 'Too Many', undefined],
  ])('%s: %i/%s', async (scenario, code, subcode, text, until) => {
    await sim.number(scenario);
    const { body } = await sim.register();
    expect(body.error.code).toBe(code);
    expect(body.error.error_subcode).toBe(subcode);
    expect(body.error.error_user_msg ?? body.error.message).toContain(text);

    if (until === undefined) return;
    await sim.advance(until);
    expect((await sim.register()).status).toBe(200);
  });

  test('transient_refusals: 131000, 133004 (503) and 131016, each transient, then accepted', async () => {
    await sim.number('transient_refusals');
    const answers = [await sim.register(), await sim.register(), await sim.register()];
    expect(answers.map(({ body }) => body.error.code)).toEqual([131000, 133004, 131016]);
    expect(answers.map(({ status }) => status)).toEqual([500, 503, 500]);
    expect(answers[0]?.body.error).toMatchObject({ is_transient: true });
    expect((await sim.register()).status).toBe(200);
  });

  test('incomplete_deregistration: 133000 until deregistered once more', async () => {
    await sim.number('incomplete_deregistration');
    expect((await sim.register()).body.error.code).toBe(133000);
    expect((await sim.graph('POST', `${NUMBER}/deregister`)).status).toBe(200);
    expect((await sim.register()).status).toBe(200);
  });

  test('needs_reverification: 133006 although VERIFIED, until a new code is typed', async () => {
    await sim.number('needs_reverification');
    expect((await sim.register()).body.error.code).toBe(133006);
    const request = { code_method: 'SMS', language: 'en' };
    expect((await sim.graph('POST', `${NUMBER}/request_code`, request)).status).toBe(200);
    const code = (await sim.truth()).codes[0]?.code;
    await sim.graph('POST', `${NUMBER}/verify_code`, { code });
    expect((await sim.register()).status).toBe(200);
  });

  test('window_already_used: three requests are left', async () => {
    await sim.number('window_already_used', { name_status: 'NONE' });
    const codes: number[] = [];
    for (let made = 1; made <= 4; made++) codes.push((await sim.register()).body.error.code);
    expect(codes).toEqual([100, 100, 100, 133016]);
  });

  test('signup_14_days: refused once the signup is older than 14 days (facts/meta.md §2.2)', async () => {
    await sim.number('signup_14_days');
    await sim.advance(14 * DAY);
    expect((await sim.register()).body.error.error_subcode).toBe(2388001);
  });

  test('name_declined_then_fixed: a new name is approved and registers (facts/meta.md §2.2)', async () => {
    await sim.number('name_declined_then_fixed');
    expect((await sim.register()).body.error.error_subcode).toBe(2388001);
    await sim.graph('POST', NUMBER, { new_display_name: 'Better Name' });
    await sim.advance(HOUR);
    expect((await sim.register()).status).toBe(200);
    expect(await sim.truth()).toMatchObject({
      verified_name: 'Better Name',
      name_status: 'APPROVED',
    });
  });

  test.each(['declined_then_new_name_approved', 'expired_code_registers', 'pin_retired'])(
    '%s registers at the first try',
    async (scenario) => {
      await sim.number(scenario);
      expect((await sim.register()).status).toBe(200);
    },
  );
});

describe('later, by itself', () => {
  test.each([
    ['banned_later', HOUR, { status: 'BANNED' }],
    ['banned_reinstated', HOUR + 2 * DAY, { status: 'CONNECTED' }],
    ['deregistered_by_client', HOUR, { status: 'DISCONNECTED', platform_type: 'NOT_APPLICABLE' }],
    ['migrated', DAY, { status: 'MIGRATED' }],
    ['taken_by_other_partner', DAY, { status: 'DISCONNECTED', pin: '918273' }],
    ['renamed_later', HOUR, { status: 'CONNECTED', new_name_status: 'APPROVED' }],
    ['coexistence_disconnected', DAY, { status: 'DISCONNECTED', is_on_biz_app: true }],
    ['coexistence_reconnects', DAY + HOUR, { status: 'CONNECTED', is_on_biz_app: true }],
  ])('%s', async (scenario, after, state) => {
    await live(scenario);
    await sim.advance(after);
    expect(await sim.truth()).toMatchObject(state);
  });

  test('rename_refused_pin: the re-register meets a changed PIN', async () => {
    await live('rename_refused_pin');
    await sim.advance(HOUR);
    expect((await sim.register(RIGHT_PIN)).body.error.code).toBe(133005);
  });

  test('rename_status_lingers: new_* stay after the re-register', async () => {
    await live('rename_status_lingers');
    await sim.advance(HOUR);
    await sim.register();
    expect(await sim.truth()).toMatchObject({
      verified_name: 'Renamed Shop',
      new_name_status: 'APPROVED',
    });
  });

  test('partner_removed: the token no longer sees the WABA', async () => {
    await live('partner_removed');
    await sim.advance(HOUR);
    expect((await sim.graph('GET', NUMBER)).body.error).toMatchObject({
      code: 100,
      error_subcode: 33,
    });
  });

  test('unknown_values end by themselves, unless the number was registered meanwhile', async () => {
    await sim.number('unknown_values');
    await sim.advance(10 * MINUTE);
    expect(await sim.truth()).toMatchObject({ status: 'PENDING', name_status: 'APPROVED' });

    await sim.number('unknown_values');
    await sim.register();
    await sim.advance(10 * MINUTE);
    expect(await sim.truth()).toMatchObject({ status: 'CONNECTED', platform_type: 'CLOUD_API' });
  });
});

describe('the WABA and its token', () => {
  test('token_without_asset: 100/33 for everything (facts/meta.md §1.1)', async () => {
    await sim.number('token_without_asset');
    for (const path of [NUMBER, WABA]) {
      expect((await sim.graph('GET', path)).body.error.error_subcode).toBe(33);
    }
  });

  test('throttled: 80008 for half an hour (facts/meta.md §1.17)', async () => {
    await sim.number('throttled');
    expect((await sim.graph('GET', NUMBER)).body.error.code).toBe(80008);
    await sim.advance(30 * MINUTE);
    expect((await sim.graph('GET', NUMBER)).status).toBe(200);
  });

  test('subscribe_refused: 200; callback_refused: 2200 (facts/meta.md §1.10)', async () => {
    await sim.number('subscribe_refused');
    expect((await sim.graph('POST', `${WABA}/subscribed_apps`)).body.error.code).toBe(200);

    await sim.number('callback_refused');
    await sim.graph('POST', `${WABA}/subscribed_apps`);
    const override = { override_callback_uri: 'http://127.0.0.1:1/', verify_token: 'v' };
    const refused = await sim.graph('POST', NUMBER, { webhook_configuration: override });
    expect(refused.body.error).toMatchObject({
      code: 2200,
      message: expect.stringContaining('HTTP Status Code = 403'),
    });
  });

  test('field_removed: 100 to a read with is_pin_enabled (facts/meta.md §1.1)', async () => {
    await sim.number('field_removed');
    expect((await sim.node('status,is_pin_enabled')).error.message).toContain('(is_pin_enabled)');
    expect(await sim.node('status')).toMatchObject({ status: 'PENDING' });
  });
});
