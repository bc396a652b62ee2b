import { describe, expect, test } from 'vitest';
import { scenarios } from '../../src/simulator/scenarios/index.js';
import { switches } from '../../src/simulator/scenarios/switches.js';
import { DAY, HOUR, MINUTE, NUMBER, SECOND, useReceiver, useSimulator, WABA } from './harness.js';

const sim = useSimulator();
const hook = useReceiver();

const page = async (): Promise<string> => {
  const text = String((await sim.send(sim.url, {})).body['text']);
  return text.replace(/\s+/g, ' ');
};
const press = async (path: string, fields: Record<string, string> = {}, headers = {}) =>
  await sim.send(`${sim.url}/_page/${path}`, {
    method: 'POST',
    body: new URLSearchParams(fields),
    headers,
  });
const act = async (name: string, fields: Record<string, string> = {}) =>
  await press(`numbers/${NUMBER}/${name}`, fields);
const offers = async (name: string): Promise<boolean> =>
  (await page()).includes(`action="/_page/numbers/${NUMBER}/${name}"`);
const live = async (scenario = 'straight_through') => {
  await sim.number(scenario);
  await sim.register();
  await sim.advance(5 * SECOND);
};

describe('what it shows', () => {
  test('each number, what it will do and its PIN; everything is escaped, nothing comes from elsewhere', async () => {
    await sim.number('slow_name_review', {
      verified_name: '<script>alert(1)</script>',
      username: '" onload="alert(1)',
      pin: '024680',
    });
    const text = await page();
    expect(text).toContain('The name is in review for three days');
    expect(text).toContain('024680');
    expect(text).toContain('&lt;script&gt;alert(1)');
    expect(text).not.toContain('<script');
    expect(text).not.toMatch(/(src|href)=|url\(|@import/);

    const { headers } = await sim.send(sim.url, {});
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  test('an id with markup in it is escaped too', async () => {
    await sim.number('straight_through', {}, encodeURIComponent('"><img onerror=x>'));
    expect(await page()).not.toContain('<img');
  });

  test('every scenario and every switch with its values', async () => {
    const text = await page();
    for (const { name } of scenarios) expect(text).toContain(`<code>${name}</code>`);
    for (const [name, { values }] of Object.entries(switches)) {
      expect(text).toContain(`<code>${name}</code>`);
      expect(text).toContain(`<code>${values.join(', ')}</code>`);
    }
  });

  test('a switch that somebody changed, and harm', async () => {
    await sim.number('coexistence', { lock_time: 'unstated' });
    await sim.register();
    const text = await page();
    expect(text).toContain('lock_time: unstated');
    expect(text).toContain('Harmful calls');
  });
});

describe('what happens next by itself, with its time on the simulated clock', () => {
  test.each([
    ['slow_name_review', 3 * DAY, 'its name is approved'],
    ['blocked_72h', 72 * HOUR, 'the block of register ends'],
    ['pin_guess_lock', 12 * HOUR, 'PINs are compared again'],
    ['recently_deleted', 20 * MINUTE, 'register is no longer refused with 133015'],
    ['in_use_on_phone', 2 * HOUR, 'register is no longer refused with 100/2388001'],
    ['signup_14_days', 14 * DAY, 'register begins to be refused with 100/2388001'],
    ['throttled', 30 * MINUTE, 'its calls are no longer throttled'],
    ['coexistence_disconnected', DAY, 'its owner disconnects it in the app'],
    ['unknown_values', 10 * MINUTE, 'it speaks known words again'],
  ])('%s', async (scenario, after, what) => {
    await sim.number(scenario);
    const { added_at: added, next_event: next } = await sim.truth();
    expect(next).toMatchObject({ what });
    const at = Date.parse((next as { at: string }).at);
    expect(at - Date.parse(String(added))).toBe(after);
    expect(await page()).toContain(`datetime="${new Date(at).toISOString()}"`);
    expect(await page()).toContain(`: ${what}.`);
  });

  test('a registered number: the activation first, then what comes after it was connected', async () => {
    await sim.number('banned_later', { activation_ms: HOUR });
    await sim.register();
    expect((await sim.truth())['next_event']).toMatchObject({ what: 'Meta connects it' });
    await sim.advance(HOUR);
    expect((await sim.truth())['next_event']).toMatchObject({ what: 'it is banned' });
    await sim.advance(HOUR);
    expect((await sim.truth())['next_event']).toBeNull();
    expect(await page()).toContain('nothing by itself. Waits to be reinstated.');
  });

  test('a code, a token: until when they are good', async () => {
    await sim.number('code_needed');
    await sim.graph('POST', `${NUMBER}/request_code`, { code_method: 'SMS', language: 'en' });
    expect((await sim.truth())['next_event']).toMatchObject({ what: 'its code expires' });
    await sim.sim('PUT', `wabas/${WABA}`, { token_expires_at: Date.now() + 5 * MINUTE });
    expect((await sim.truth())['next_event']).toMatchObject({ what: 'its token expires' });
  });

  test('nothing: what it waits for instead', async () => {
    await sim.number('straight_through');
    expect(await page()).toContain('nothing by itself. Waits to be registered.');
    await sim.number('token_expired');
    expect(await page()).toContain('Waits for a token that works.');
  });
});

describe('its buttons', () => {
  test('decide a name that is in review, with a reason, and lead back to the number', async () => {
    await sim.number('slow_name_review');
    const back = await fetch(`${sim.url}/_page/numbers/${NUMBER}/decline-name`, {
      method: 'POST',
      body: new URLSearchParams({ rejection_reason: 'NAME_FORMAT_UNACCEPTABLE' }),
      redirect: 'manual',
    });
    expect(back.status).toBe(303);
    expect(back.headers.get('location')).toBe(`/?open=${NUMBER}#n-${NUMBER}`);
    expect(await sim.truth()).toMatchObject({
      name_status: 'DECLINED',
      name_rejection_reason: 'NAME_FORMAT_UNACCEPTABLE',
    });
    expect(await offers('approve-name')).toBe(false);

    await sim.number('slow_name_review');
    await act('approve-name');
    expect(await sim.truth()).toMatchObject({ name_status: 'APPROVED' });
  });

  test('ban and reinstate, each announced as DISABLED_UPDATE (facts/meta.md §4.6)', async () => {
    await live();
    await sim.sim('PUT', `apps/4455667788990011`, { callback_url: `${hook.url}/app` });
    await act('ban');
    expect(await sim.truth()).toMatchObject({ status: 'BANNED' });
    expect(await offers('ban')).toBe(false);
    await act('reinstate');
    expect(await sim.truth()).toMatchObject({ status: 'CONNECTED' });

    const { body } = await sim.sim('GET', 'webhooks');
    const values = body.data.map(({ payload }) => JSON.stringify(payload));
    expect(values[0]).toContain('"waba_ban_state":"DISABLE"');
    expect(values[1]).toContain('"waba_ban_state":"REINSTATE"');
  });

  test('deregister by another system: counts, and register is needed again (facts/meta.md §1.8)', async () => {
    await live();
    await act('deregister');
    expect(await sim.truth()).toMatchObject({
      status: 'DISCONNECTED',
      platform_type: 'NOT_APPLICABLE',
      deregister_attempts: [{ outcome: 'elsewhere' }],
    });
    expect(await offers('deregister')).toBe(false);
    expect(await page()).toContain('Waits to be registered again.');
  });

  test('wipe the webhook overrides, unsubscribe (facts/meta.md §1.11)', async () => {
    await sim.number('straight_through');
    expect(await offers('wipe-override')).toBe(false);
    const override = { override_callback_uri: `${hook.url}/o`, verify_token: 'v' };
    await sim.graph('POST', `${WABA}/subscribed_apps`);
    await sim.graph('POST', `${WABA}/subscribed_apps`, override);
    await sim.graph('POST', NUMBER, { webhook_configuration: override });

    await act('wipe-override');
    expect(await sim.truth()).toMatchObject({
      subscribed: true,
      webhook_override: null,
      waba_override: null,
    });
    await act('unsubscribe');
    expect(await sim.truth()).toMatchObject({ subscribed: false });
  });

  test('expire and renew the token', async () => {
    await sim.number('straight_through');
    await act('expire-token');
    expect((await sim.graph('GET', NUMBER)).body.error.error_subcode).toBe(463);
    await act('renew-token');
    expect((await sim.graph('GET', NUMBER)).status).toBe(200);
  });

  test('pay, and let go of a number: then nothing stands in its way', async () => {
    await sim.number('payment_missing');
    expect(await offers('stop-refusing')).toBe(false);
    await act('add-payment');
    expect(await offers('add-payment')).toBe(false);

    await sim.number('in_use_on_phone');
    expect((await sim.register()).status).toBe(400);
    await act('stop-refusing');
    expect(await offers('stop-refusing')).toBe(false);
    expect((await sim.register()).status).toBe(200);
  });

  test('lose the next register reply, and say so', async () => {
    await sim.number('straight_through');
    await act('lose-register-reply');
    expect(await page()).toContain('The reply to its next register is lost.');
    await expect(sim.register()).rejects.toThrow('fetch failed');
    expect((await sim.truth())['platform_type']).toBe('CLOUD_API');
    expect(await page()).not.toContain('The reply to its next register is lost.');
  });

  test('move the clock', async () => {
    const before = Number((await sim.sim('GET', 'clock')).body['now_ms']);
    await press('clock', { advance_ms: String(DAY) });
    const after = Number((await sim.sim('GET', 'clock')).body['now_ms']);
    expect(after).toBeGreaterThanOrEqual(before + DAY);
    expect((await press('clock', { advance_ms: '-1' })).status).toBe(400);
  });

  test('take no form from another site; an unknown number or act is 404', async () => {
    await sim.number('slow_name_review');
    const path = `numbers/${NUMBER}/approve-name`;
    const foreign = await press(path, {}, { origin: 'https://example.com' });
    expect(foreign.status).toBe(403);
    expect((await sim.truth())['name_status']).toBe('PENDING_REVIEW');
    expect((await press('numbers/1/approve-name')).status).toBe(404);
    expect((await act('constructor')).status).toBe(404);
  });
});
