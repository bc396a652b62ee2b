import { describe, expect, test } from 'vitest';
import {
  APP,
  DAY,
  type Health,
  HOUR,
  NUMBER,
  RIGHT_PIN,
  SECOND,
  useSimulator,
  WABA,
} from './harness.js';

/** Scenarios that are a state more than a course of events. */

const sim = useSimulator();

const live = async (scenario: string) => {
  await sim.number(scenario);
  expect((await sim.register()).status).toBe(200);
  await sim.advance(5 * SECOND);
};
const send = async () =>
  await sim.graph('POST', `${NUMBER}/messages`, {
    messaging_product: 'whatsapp',
    to: '+15550001111',
    text: { body: 'Hello' },
  });
const errorsOf = (health: Health, type: string): readonly number[] | undefined =>
  health.entities
    .find(({ entity_type: entity }) => entity === type)
    ?.errors?.map(({ error_code: code }) => code);

test('restricted_live: degraded, but it sends (facts/meta.md §2.1 row 7)', async () => {
  await sim.number('restricted_live');
  expect(await sim.node('status,platform_type,quality_rating')).toMatchObject({
    status: 'RESTRICTED',
    platform_type: 'CLOUD_API',
    quality_rating: 'RED',
  });
  expect((await send()).status).toBe(200);
});

test('connected_not_applicable: health says 141000, and a register makes it real (facts/meta.md §1.1, Odd)', async () => {
  await sim.number('connected_not_applicable');
  const { health_status: health, ...node } = await sim.node('status,platform_type,health_status');
  expect(node).toMatchObject({ status: 'CONNECTED', platform_type: 'NOT_APPLICABLE' });
  expect(errorsOf(health, 'PHONE_NUMBER')).toContain(141000);
  expect((await send()).body.error.code).toBe(133010);

  expect((await sim.register()).status).toBe(200);
  expect(await sim.node('platform_type')).toMatchObject({ platform_type: 'CLOUD_API' });
  expect((await send()).status).toBe(200);
});

test('555_number: registers while its name is in review, sends once it is approved: 131037 (facts/meta.md §2.2)', async () => {
  await live('555_number');
  expect((await sim.node('display_phone_number'))['display_phone_number']).toMatch(/^\+1 555/);
  expect((await send()).body.error.code).toBe(131037);
  await sim.advance(3 * DAY);
  expect((await send()).status).toBe(200);
});

test('payment_missing: live, no funding id, and health is BLOCKED at the WABA with 141006 (facts/meta.md §1.2, §0.3)', async () => {
  await live('payment_missing');
  const { status, health_status: health } = await sim.node('status,health_status');
  expect(status).toBe('CONNECTED');
  expect(health.can_send_message).toBe('BLOCKED');
  expect(errorsOf(health, 'WABA')).toEqual([141006]);
  const waba = await sim.graph('GET', WABA, undefined, { query: { fields: 'primary_funding_id' } });
  expect(waba.body).not.toHaveProperty('primary_funding_id');
});

test('token_other_app: everything works, and subscribes an app that is not ours (facts/meta.md §1.10, §1.12)', async () => {
  await sim.number('token_other_app');
  const { body } = await sim.graph('GET', 'debug_token', undefined, {
    query: { input_token: sim.token },
  });
  expect(body.data).toMatchObject({ is_valid: true });
  const { app_id: appId } = body.data as unknown as { app_id: string };
  expect(appId).not.toBe(APP);

  await sim.graph('POST', `${WABA}/subscribed_apps`);
  const listed = await sim.graph('GET', `${WABA}/subscribed_apps`);
  expect(listed.body.data).toMatchObject([{ whatsapp_business_api_data: { id: appId } }]);
  expect((await sim.register()).status).toBe(200);
});

test('name_none: no certificate, for ever; only a new name helps (facts/meta.md §2.2)', async () => {
  await sim.number('name_none', { name_decision_ms: HOUR });
  expect((await sim.register()).body.error.error_subcode).toBe(2388001);
  await sim.advance(60 * DAY);
  expect(await sim.node('name_status')).toMatchObject({ name_status: 'NONE' });
  expect((await sim.register()).body.error.error_subcode).toBe(2388001);

  await sim.graph('POST', NUMBER, { new_display_name: 'A Name At Last' });
  await sim.advance(HOUR);
  expect((await sim.register()).status).toBe(200);
});

test('reverify_but_verified: 133006, and a code is refused with "already verified" (facts/meta.md §1.5)', async () => {
  await sim.number('reverify_but_verified');
  expect((await sim.register()).body.error.code).toBe(133006);
  const request = { code_method: 'SMS', language: 'en' };
  const { body } = await sim.graph('POST', `${NUMBER}/request_code`, request);
  expect(body.error.code).toBe(136024);
  expect(body.error).not.toHaveProperty('error_subcode');
});

describe('after it was live', () => {
  test('renamed_later: the old name until a register, which applies the new one (facts/meta.md §2.2)', async () => {
    await live('renamed_later');
    const before = (await sim.node('verified_name'))['verified_name'];
    await sim.advance(HOUR);
    const fields = 'verified_name,new_display_name,new_certificate';
    expect(await sim.node(fields)).toMatchObject({
      verified_name: before,
      new_display_name: 'Renamed Shop',
      new_certificate: expect.any(String),
    });
    await sim.register();
    expect(await sim.node(fields)).toEqual({ id: NUMBER, verified_name: 'Renamed Shop' });
  });

  test('deregistered_by_client: sends nothing until registered again with the same PIN (facts/meta.md §1.8, §2.5)', async () => {
    await live('deregistered_by_client');
    await sim.advance(HOUR);
    expect((await send()).body.error.code).toBe(133010);
    expect((await sim.register(RIGHT_PIN)).status).toBe(200);
  });

  test('taken_by_other_partner: our PIN opens it no more (facts/meta.md §2.4)', async () => {
    await live('taken_by_other_partner');
    await sim.advance(DAY);
    expect((await sim.register(RIGHT_PIN)).body.error.code).toBe(133005);
  });

  test.each([
    ['banned_later', 'BANNED', HOUR],
    ['migrated', 'MIGRATED', DAY],
  ])('%s: %s, and it sends nothing (facts/meta.md §2.1 row 2)', async (scenario, status, after) => {
    await live(scenario);
    await sim.advance(after);
    const { health_status: health } = await sim.node('health_status');
    expect(health.can_send_message).toBe('BLOCKED');
    expect(await sim.node('status')).toMatchObject({ status });
    expect((await send()).body.error.code).toBe(133010);
  });
});
