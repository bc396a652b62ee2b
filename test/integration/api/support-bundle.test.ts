import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId, startHarness, type Harness } from './harness.js';

let api: Harness;
beforeAll(async () => {
  api = await startHarness();
});
afterAll(() => api.close());

const TOKEN = 'EAAsecretTokenOfTheBundle0123456789';

/** A number with a refused attempt whose message holds a token. */
async function stuckNumber(): Promise<string> {
  const id = await api.addNumber({
    access_token: TOKEN,
    pin: '482915',
    callback_url: 'https://us.example/hook?key=of-the-callback',
    metadata: { note: 'of-the-owner' },
  });
  await api.db
    .insertInto('registration_attempts')
    .values({
      phone_number_id: id,
      kind: 'register',
      started_at: new Date(api.clock.at),
      outcome: 'refused',
      refusal: JSON.stringify({
        class: 'unknown',
        code: 133005,
        subcode: null,
        title: null,
        message: `Mismatch for ${TOKEN}`,
        details: null,
        fbtraceId: 'Atrace',
        retryAfterMs: null,
      }),
    })
    .execute();
  return id;
}

test('holds what helps, as JSON and as text, and no secret', async () => {
  const id = await stuckNumber();
  const path = `/v1/numbers/${id}/support-bundle`;

  const json = await api.call('GET', path);
  const text = await api.call('GET', path, { headers: { accept: 'text/plain' } });

  expect([json.status, text.status]).toEqual([200, 200]);
  expect(json.body).toMatchObject({
    version: '0.0.0-test',
    number: {
      id,
      stage: 'verifying',
      onboarding: { reason: 'in_progress' },
      conditions: [],
      callback: { wanted: 'https://us.example/hook' },
    },
    attempts: [{ kind: 'register', outcome: 'refused', code: 133005, fbtrace_id: 'Atrace' }],
    timeline: [{ kind: 'number_added' }],
  });
  expect(text.headers.get('content-type')).toBe('text/plain; charset=UTF-8');
  const { request } = json.body.attempts[0];
  expect(request).toEqual({
    method: 'POST',
    url: `https://graph.example/v24.0/${id}/register`,
    body: { messaging_product: 'whatsapp', pin: '[redacted]' },
  });
  for (const line of [
    `Phone number id ${id}`,
    'verifying, in_progress, since ',
    `POST ${request.url} ${JSON.stringify(request.body)}`,
    'fbtrace_id Atrace\n',
    'register: refused',
    '133005: Mismatch for ',
    ' added this number.',
  ])
    expect(text.text).toContain(line);
  for (const secret of [TOKEN, '482915', 'of-the-callback', 'of-the-owner'])
    expect(json.text + text.text).not.toContain(secret);
});

test('of another account is 404', async () => {
  const id = await stuckNumber();
  const key = await api.addKey(await api.addAccount(), ['read']);

  expect((await api.call('GET', `/v1/numbers/${newId()}/support-bundle`)).status).toBe(404);
  expect((await api.call('GET', `/v1/numbers/${id}/support-bundle`, { key })).status).toBe(404);
});
