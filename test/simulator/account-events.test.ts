import { describe, expect, test } from 'vitest';
import { accountUpdateSamples } from '../../src/simulator/webhooks/account-samples.js';
import type { WebhookPayload } from '../../src/simulator/webhooks/payload.js';
import { waitUntil } from '../support/wait-until.js';
import { APP, DAY, HOUR, NUMBER, SECOND, useReceiver, useSimulator, WABA } from './harness.js';

const sim = useSimulator();
const hook = useReceiver();

async function listen(scenario = 'straight_through'): Promise<void> {
  await sim.number(scenario, { display_phone_number: '+1 631-555-5555' });
  await sim.sim('PUT', `apps/${APP}`, { callback_url: `${hook.url}/app` });
  await sim.graph('POST', `${WABA}/subscribed_apps`);
}
/** The newest webhook, once there are this many. */
async function newest(count = 1) {
  await waitUntil(() => hook.received.length >= count, {
    timeoutMs: 5 * SECOND,
    describe: `${count} webhooks`,
  });
  const { entry } = JSON.parse(hook.received.at(-1)?.raw ?? '{}') as WebhookPayload;
  return { id: entry[0]?.id, time: entry[0]?.time, change: entry[0]?.changes[0] };
}

/** Every event that Meta documents. Source: facts/meta.md §4.6. */
const EVENTS: readonly [event: string, keys: readonly string[]][] = [
  ['ACCOUNT_DELETED', []],
  ['ACCOUNT_RESTRICTION', ['restriction_info']],
  ['ACCOUNT_VIOLATION', ['violation_info']],
  ['DISABLED_UPDATE', ['ban_info']],
  ['PARTNER_ADDED', ['waba_info']],
  ['PARTNER_REMOVED', ['waba_info']],
  ['PARTNER_APP_INSTALLED', ['waba_info']],
  ['PARTNER_APP_UNINSTALLED', ['waba_info']],
  ['PARTNER_CLIENT_CERTIFICATION_STATUS_UPDATE', ['partner_client_certification_info']],
  ['AD_ACCOUNT_LINKED', ['waba_info']],
  ['MM_LITE_TERMS_SIGNED', ['waba_info']],
  ['AUTH_INTL_PRICE_ELIGIBILITY_UPDATE', ['auth_international_rate_eligibility']],
  ['BUSINESS_PRIMARY_LOCATION_COUNTRY_UPDATE', ['country']],
  ['VOLUME_BASED_PRICING_TIER_UPDATE', ['volume_tier_info']],
  ['ACCOUNT_OFFBOARDED', []],
  ['ACCOUNT_RECONNECTED', []],
  ['VERIFIED_ACCOUNT', ['phone_number']],
];

describe('account_update (facts/meta.md §4.6)', () => {
  test.each(EVENTS)('%s carries its keys', async (event, keys) => {
    await listen();
    await sim.sim('POST', `numbers/${NUMBER}/account-event`, { event });

    const { id, time, change } = await newest();
    expect(change?.field).toBe('account_update');
    expect(Object.keys(change?.value as object).toSorted()).toEqual([...keys, 'event'].toSorted());
    expect(change?.value).toMatchObject({ event });
    expect(Number.isInteger(time)).toBe(true);
    // Partner and ad-account events name the partner's portfolio, not the WABA (§4.3).
    const isOfPartner = event.startsWith('PARTNER_') || event === 'AD_ACCOUNT_LINKED';
    expect(id === WABA).toBe(!isOfPartner);
  });

  test('every event is there, and a person’s own keys win', async () => {
    expect(Object.keys(accountUpdateSamples)).toEqual(EVENTS.map(([event]) => event));

    await listen();
    const ban_info = { waba_ban_state: ['REINSTATE'], waba_ban_date: 'May 1, 2026' };
    await sim.sim('POST', `wabas/${WABA}/account-event`, { event: 'DISABLED_UPDATE', ban_info });
    expect((await newest()).change?.value).toEqual({ event: 'DISABLED_UPDATE', ban_info });
  });
});

test('other account fields: those about a number name it by its digits (facts/meta.md §4.5)', async () => {
  await listen();
  const tell = (field: string, value: Record<string, unknown>) =>
    sim.sim('POST', `numbers/${NUMBER}/account-event`, { field, value });

  await tell('security', { event: 'PIN_CHANGED' });
  const display_phone_number = '16315555555';
  expect((await newest()).change).toEqual({
    field: 'security',
    value: { display_phone_number, event: 'PIN_CHANGED' },
  });
  await tell('account_review_update', { decision: 'APPROVED' });
  expect((await newest(2)).change).toEqual({
    field: 'account_review_update',
    value: { decision: 'APPROVED' },
  });
});

describe('drift by itself, an hour after it is connected', () => {
  const live = async (scenario: string): Promise<void> => {
    await listen(scenario);
    await sim.register();
    await sim.advance(5 * SECOND);
    await sim.truth();
    await sim.advance(HOUR);
  };

  test('override_taken_later: messages go elsewhere, the subscription stays (facts/meta.md §1.11)', async () => {
    await live('override_taken_later');
    const node = await sim.node('webhook_configuration');
    expect(node['webhook_configuration']).toMatchObject({
      phone_number: 'https://another-platform.example/webhook',
    });
    const { body } = await sim.graph('GET', `${WABA}/subscribed_apps`);
    expect(body.data).toHaveLength(1);
  });

  test('unsubscribed_later: the WABA sends our app nothing more (facts/meta.md §1.10)', async () => {
    await live('unsubscribed_later');
    const { body } = await sim.graph('GET', `${WABA}/subscribed_apps`);
    expect(body.data).toEqual([]);
    expect((await sim.sim('POST', 'inbound', { number: NUMBER })).body).toEqual({ listeners: 0 });
  });

  test('restricted_later: told with its end, and over then without a word (facts/meta.md §4.6)', async () => {
    await live('restricted_later');
    expect((await sim.node('status'))['status']).toBe('RESTRICTED');
    const { change } = await newest();
    const value = change!.value as { restriction_info: [{ expiration: number }] };
    expect(value.restriction_info[0].expiration * 1_000).toBeGreaterThan(Date.now() + 2 * DAY);

    await sim.advance(2 * DAY);
    expect((await sim.node('status'))['status']).toBe('CONNECTED');
    expect(hook.received).toHaveLength(1);
  });

  test('quality_drops_later: told by phone_number_quality_update (facts/meta.md §4.5)', async () => {
    await live('quality_drops_later');
    expect(await sim.node('status,quality_rating')).toMatchObject({
      status: 'FLAGGED',
      quality_rating: 'RED',
    });
    expect((await newest()).change).toMatchObject({
      field: 'phone_number_quality_update',
      value: { display_phone_number: '16315555555', event: 'FLAGGED' },
    });
  });
});
