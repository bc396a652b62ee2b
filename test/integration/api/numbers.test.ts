import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId, startHarness, type Harness } from './harness.js';

let api: Harness;
beforeAll(async () => {
  api = await startHarness();
});
afterAll(() => api.close());

const wishes = (more: Record<string, unknown> = {}) => ({
  phone_number_id: newId(),
  waba_id: newId(),
  access_token: `EAAsecret-${newId()}`,
  ...more,
});

test('a number is added: 202, its place, and that it is being read, with nothing else running', async () => {
  const json = wishes({ external_id: 'shop-1', metadata: { plan: 'gold' } });

  const { status, headers, body } = await api.call('POST', '/v1/numbers', { json });

  expect(status).toBe(202);
  expect(headers.get('location')).toBe(`/v1/numbers/${json.phone_number_id}`);
  expect(body).toMatchObject({
    id: json.phone_number_id,
    account_id: '1',
    waba_id: json.waba_id,
    external_id: 'shop-1',
    metadata: { plan: 'gold' },
    mode: 'standard',
    stage: 'verifying',
    onboarding: {
      reason: 'in_progress',
      waiting_on: 'us',
      explanation: 'We are reading the number now.',
      next_check_at: '2026-11-20T12:00:00.000Z',
      workflow: { id: `onboard-number/${json.phone_number_id}`, run_id: null },
    },
    health: { verdict: 'unknown', freshness: { taken_at: null, stale: true, error: null } },
    callback: {
      wanted: `https://onboard.example/webhooks/whatsapp/${json.phone_number_id}`,
      effective: null,
      ok: null,
    },
    pin: { stored: false, proven: false, last_event: null },
    code: { sent_at: null, expires_at: null, next_request_at: null },
    token: { last4: json.access_token.slice(-4), valid: null, expires_at: null, scopes: [] },
    pin_policy: 'replace',
    reregister_policy: 'ask',
    paused: false,
    live_at: null,
    last_webhook_at: null,
  });
  expect((await api.call('GET', headers.get('location') ?? '')).body).toEqual(body);
});
