import { expect, test } from 'vitest';
import { type Health, NUMBER, RIGHT_PIN, useSimulator, WABA } from './harness.js';

const sim = useSimulator();

test('fields chooses what is shown, id always, nested fields too (facts/meta.md §1.0, §1.1)', async () => {
  await sim.number('straight_through', { throughput: { level: 'STANDARD' } });
  expect(await sim.node('status,throughput{level}')).toEqual({
    id: NUMBER,
    status: 'PENDING',
    throughput: { level: 'STANDARD' },
  });
});

test('without fields the documented defaults come (facts/meta.md §1.1)', async () => {
  await sim.number('straight_through', { display_phone_number: '+1 631-555-5555' });
  const { body } = await sim.graph('GET', NUMBER);
  expect(body).toMatchObject({
    id: NUMBER,
    display_phone_number: '+1 631-555-5555',
    code_verification_status: 'VERIFIED',
    platform_type: 'NOT_APPLICABLE',
  });
  expect(body).not.toHaveProperty('name_status');
});

test('an unknown field is 100 with its name and the node type (facts/meta.md §1.1)', async () => {
  await sim.number('straight_through');
  const { status, body } = await sim.graph('GET', NUMBER, undefined, {
    query: { fields: 'status,shoe_size' },
  });
  expect(status).toBe(400);
  expect(body.error).toMatchObject({
    code: 100,
    type: 'OAuthException',
    message:
      '(#100) Tried accessing nonexisting field (shoe_size) on node type (WhatsAppBusinessPhoneNumber)',
  });
});

test('a name of Object.prototype is no field', async () => {
  await sim.number('straight_through');
  const { body } = await sim.graph('GET', NUMBER, undefined, { query: { fields: 'constructor' } });
  expect(body.error.code).toBe(100);
});

test('a missing object is 100/33 GraphMethodException, with everything the envelope has (facts/meta.md §1.0, §1.1)', async () => {
  const { status, headers, body } = await sim.graph('GET', '999999999999999');
  expect(status).toBe(400);
  expect(body.error).toEqual({
    message: expect.stringContaining("Object with ID '999999999999999' does not exist"),
    type: 'GraphMethodException',
    code: 100,
    error_subcode: 33,
    is_transient: false,
    fbtrace_id: expect.stringMatching(/^A[\w-]{22}$/),
  });
  expect(headers.get('www-authenticate')).toMatch(
    /^OAuth "Facebook Platform" "invalid_request" "Unsupported get request\./,
  );
});

test('the same 100/33 when the token lacks the asset (facts/meta.md §1.1)', async () => {
  await sim.number('straight_through');
  const other = await sim.sim('PUT', 'wabas/777', {});
  const { body } = await sim.graph('GET', NUMBER, undefined, {
    token: String(other.body['token']),
  });
  expect(body.error).toMatchObject({ code: 100, error_subcode: 33 });
});

test('people texts are English only with locale=en_US (facts/meta.md §0.4.6)', async () => {
  await sim.number('straight_through', { name_status: 'DECLINED' });
  const body = { messaging_product: 'whatsapp', pin: RIGHT_PIN };
  const english = await sim.graph('POST', `${NUMBER}/register`, body);
  const other = await sim.graph('POST', `${NUMBER}/register`, body, { query: { locale: 'pt_BR' } });
  expect(english.body.error.error_user_title).toBe('Cannot Create Certificate');
  expect(other.body.error.error_user_title).toBe('Não é possível criar o certificado');
  expect(other.body.error.error_subcode).toBe(2388001);
});

test('any version is served and echoed, and none too (simulator.md §1)', async () => {
  await sim.number('straight_through');
  const init = { headers: { authorization: `Bearer ${sim.token}` } };
  const v19 = await sim.send(`${sim.url}/v19.0/${NUMBER}`, init);
  expect(v19.headers.get('facebook-api-version')).toBe('v19.0');
  expect((await sim.send(`${sim.url}/${NUMBER}`, init)).body['id']).toBe(NUMBER);
});

test('health is BLOCKED with 141000 until the number is connected, then AVAILABLE, with calling noise throughout (facts/meta.md §1.2)', async () => {
  await sim.number('straight_through', { activation_ms: 0 });
  const codesOf = (health: Health): number[] =>
    health.entities.flatMap((entity) => entity.errors ?? []).map((error) => error.error_code);

  const before = (await sim.node('health_status')).health_status;
  expect(before.can_send_message).toBe('BLOCKED');
  expect(codesOf(before)).toContain(141000);

  await sim.register();
  const after = (await sim.node('health_status')).health_status;
  expect(after.can_send_message).toBe('AVAILABLE');
  expect(new Set(codesOf(after))).toEqual(new Set([138024, 138025]));
  expect(after.entities.map((entity) => entity.entity_type).toSorted()).toEqual([
    'APP',
    'BUSINESS',
    'PHONE_NUMBER',
    'WABA',
  ]);
});

test.each([
  [{ payment_method: false }, 'BLOCKED', 141006],
  [{ verified_business: false }, 'LIMITED', 141010],
])('a WABA with %j makes health %s (%i) (facts/meta.md §1.2)', async (waba, verdict, code) => {
  await sim.number('straight_through', { activation_ms: 0 });
  await sim.register();
  await sim.sim('PUT', `wabas/${WABA}`, waba);
  const { health_status: health } = await sim.node('health_status');
  expect(health.can_send_message).toBe(verdict);
  expect(JSON.stringify(health)).toContain(String(code));
});

test('an edge nobody knows: a read names it, a write is 100/33 (facts/meta.md §3.1)', async () => {
  await sim.number('straight_through');
  expect((await sim.graph('GET', `${NUMBER}/nonsense`)).body.error.message).toContain('(nonsense)');
  expect((await sim.graph('POST', `${NUMBER}/nonsense`, {})).body.error.error_subcode).toBe(33);
});
