import { describe, expect, test } from 'vitest';
import { DAY, HOUR, MINUTE, NUMBER, RIGHT_PIN, SECOND, useSimulator } from './harness.js';

const sim = useSimulator();

describe('register', () => {
  test('sets the first PIN, keeps its leading zero, and connects after the activation (facts/meta.md §1.7, §2.4)', async () => {
    await sim.number('activation_fast');

    expect((await sim.register('012345')).body).toEqual({ success: true });
    expect(await sim.node('status,platform_type')).toMatchObject({
      status: 'PENDING',
      platform_type: 'CLOUD_API',
    });

    await sim.advance(5 * SECOND);
    expect(await sim.node('status,throughput{level},is_pin_enabled')).toMatchObject({
      status: 'CONNECTED',
      throughput: { level: 'STANDARD' },
      is_pin_enabled: true,
    });
    expect((await sim.truth()).pin).toBe('012345');
  });

  test('a registered number registers again with the right PIN and stays connected (facts/meta.md §1.7)', async () => {
    await sim.number('straight_through', { activation_ms: 0 });
    await sim.register();

    expect((await sim.register()).status).toBe(200);
    expect((await sim.register('999999')).body.error.code).toBe(133005);
    expect(await sim.node('status')).toMatchObject({ status: 'CONNECTED' });
  });

  test('the 11th register in 72 h gets 133016 and blocks the next 72 h (facts/meta.md §1.17)', async () => {
    await sim.number('straight_through', { code_verification_status: 'NOT_VERIFIED' });
    for (let made = 1; made <= 10; made++) {
      // Failed requests count too.
      expect((await sim.register()).body.error.code).toBe(133006);
    }

    const eleventh = await sim.register();
    expect(eleventh.body.error).toMatchObject({
      code: 133016,
      message: expect.stringContaining('Account register deregister rate limit exceeded'),
      error_data: { messaging_product: 'whatsapp', details: expect.stringContaining('too many') },
    });

    await sim.sim('PUT', `numbers/${NUMBER}`, { code_verification_status: 'VERIFIED' });
    await sim.advance(72 * HOUR - MINUTE);
    expect((await sim.register()).body.error.code).toBe(133016);
    await sim.advance(2 * MINUTE);
    expect((await sim.register()).status).toBe(200);
  });

  test('attempts leave the window one by one after 72 h (facts/meta.md §1.17)', async () => {
    await sim.number('straight_through');
    await sim.register();
    await sim.advance(HOUR);
    for (let made = 2; made <= 10; made++) await sim.register();
    await sim.advance(71 * HOUR + MINUTE);

    expect((await sim.truth()).register_attempts_used).toBe(9);
    expect((await sim.register()).status).toBe(200);
  });

  test.each([
    [{ pin: RIGHT_PIN }, { code: 100 }],
    [{ messaging_product: 'whatsapp' }, { code: 100 }],
    [
      { messaging_product: 'whatsapp', pin: '12345' },
      { code: 100, error_subcode: 2388092 },
    ],
    [
      { messaging_product: 'whatsapp', pin: '12345a' },
      { code: 100, error_subcode: 2388092 },
    ],
    [
      { messaging_product: 'whatsapp', pin: RIGHT_PIN, data_localization_region: 'FR' },
      { code: 100 },
    ],
  ])(
    'a body such as %j is refused before it counts (facts/meta.md §1.7, §8.2)',
    async (body, error) => {
      await sim.number('straight_through');

      expect((await sim.graph('POST', `${NUMBER}/register`, body)).body.error).toMatchObject(error);
      expect((await sim.truth())['register_attempts']).toEqual([]);
    },
  );

  test('checks come in order: verified before PIN, PIN before name (facts/meta.md §8.2)', async () => {
    await sim.number('pin_left_by_previous_provider', {
      code_verification_status: 'NOT_VERIFIED',
      name_status: 'DECLINED',
    });
    expect((await sim.register()).body.error.code).toBe(133006);

    await sim.sim('PUT', `numbers/${NUMBER}`, { code_verification_status: 'VERIFIED' });
    expect((await sim.register()).body.error.code).toBe(133005);

    await sim.sim('PUT', `numbers/${NUMBER}`, { pin: RIGHT_PIN });
    expect((await sim.register()).body.error.error_subcode).toBe(2388001);
  });

  test('an EXPIRED code is answered with 133006, or accepted: a switch (simulator.md §4)', async () => {
    await sim.number('straight_through', { code_verification_status: 'EXPIRED' });
    expect((await sim.register()).body.error.code).toBe(133006);

    await sim.number('straight_through', {
      code_verification_status: 'EXPIRED',
      expired_code: 'accepted',
    });
    expect((await sim.register()).status).toBe(200);
  });

  test('every attempt is kept with its outcome and whether the PIN matched', async () => {
    await sim.number('pin_left_by_previous_provider', { pin: '111111' });
    await sim.register('222222');
    await sim.register('111111');

    expect((await sim.truth())['register_attempts']).toMatchObject([
      { outcome: 'refused', code: 133005, pin_matched: false },
      { outcome: 'accepted', code: null, pin_matched: true },
    ]);
  });

  test('JSON, form and query carry the same parameters (simulator.md §1)', async () => {
    await sim.number('straight_through');
    const url = `${sim.url}/v24.0/${NUMBER}/register`;
    const form = new URLSearchParams({ messaging_product: 'whatsapp', pin: RIGHT_PIN });

    const byForm = await sim.send(`${url}?access_token=${sim.token}`, {
      method: 'POST',
      body: form,
    });
    const byQuery = await sim.send(`${url}?${form.toString()}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${sim.token}` },
    });
    expect([byForm.status, byQuery.status]).toEqual([200, 200]);
  });

  test('an activation of days moves with the clock (facts/meta.md §2.1 row 6)', async () => {
    await sim.number('activation_slow');
    await sim.register();
    await sim.advance(4 * DAY - MINUTE);
    expect(await sim.node('status')).toMatchObject({ status: 'PENDING' });
    await sim.advance(2 * MINUTE);
    expect(await sim.node('status')).toMatchObject({ status: 'CONNECTED' });
  });
});

describe('deregister', () => {
  test('leaves DISCONNECTED and NOT_APPLICABLE, and the number verified (facts/meta.md §1.8)', async () => {
    await sim.number('straight_through');
    await sim.register();

    expect((await sim.graph('POST', `${NUMBER}/deregister`)).body).toEqual({ success: true });
    expect(await sim.node('status,platform_type,code_verification_status')).toMatchObject({
      status: 'DISCONNECTED',
      platform_type: 'NOT_APPLICABLE',
      code_verification_status: 'VERIFIED',
    });
  });

  test('has a window of its own: its 11th gets 133016 and register goes on (facts/meta.md §1.8)', async () => {
    await sim.number('straight_through');
    for (let made = 1; made <= 10; made++) {
      const refused = await sim.graph('POST', `${NUMBER}/deregister`);
      expect(refused.body.error).toMatchObject({ code: 100, error_subcode: 2207051 });
    }

    expect((await sim.graph('POST', `${NUMBER}/deregister`)).body.error.code).toBe(133016);
    expect((await sim.register()).status).toBe(200);
  });
});
