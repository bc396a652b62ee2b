import { expect, test } from 'vitest';
import { NUMBER, useSimulator, WABA } from './harness.js';

const sim = useSimulator();
const ids = (data: readonly Readonly<Record<string, unknown>>[]) => data.map(({ id }) => id);

test('a WABA shows what is asked for; without a payment method primary_funding_id is absent (facts/meta.md §1.13, §0.3)', async () => {
  const fields = 'id,name,account_review_status,business_verification_status,primary_funding_id';
  const read = async () => (await sim.graph('GET', WABA, undefined, { query: { fields } })).body;
  expect(await read()).toEqual({
    id: WABA,
    name: 'Example Store',
    account_review_status: 'APPROVED',
    business_verification_status: 'verified',
    primary_funding_id: expect.any(String),
  });

  await sim.sim('PUT', `wabas/${WABA}`, { payment_method: false });
  expect(await read()).not.toHaveProperty('primary_funding_id');
});

test('an unknown field of a WABA is 100 with its node type (facts/meta.md §1.1)', async () => {
  const { body } = await sim.graph('GET', WABA, undefined, { query: { fields: 'shoe_size' } });
  expect(body.error.message).toContain('(shoe_size) on node type (WhatsAppBusinessAccount)');
});

test('phone_numbers pages by cursor until next is absent, and back (facts/meta.md §1.0, §1.3)', async () => {
  for (let made = 1; made <= 5; made++)
    await sim.number('straight_through', {}, `1000000000000${made}`);
  const list = async (query: Record<string, string>) =>
    (await sim.graph('GET', `${WABA}/phone_numbers`, undefined, { query })).body;

  const first = await list({ limit: '2', fields: 'id' });
  expect(ids(first.data)).toEqual(['10000000000001', '10000000000002']);
  expect(first.paging).not.toHaveProperty('previous');

  const init = { headers: { authorization: `Bearer ${sim.token}` } };
  const second = (await sim.send(String(first.paging.next), init)).body;
  expect(ids(second.data)).toEqual(['10000000000003', '10000000000004']);
  const third = (await sim.send(String(second.paging.next), init)).body;
  expect(ids(third.data)).toEqual(['10000000000005']);
  expect(third.paging).not.toHaveProperty('next');
  const back = (await sim.send(String(third.paging.previous), init)).body;
  expect(ids(back.data)).toEqual(ids(second.data));
});

test('phone_numbers of an empty WABA is an empty list without paging (facts/meta.md §1.3)', async () => {
  expect((await sim.graph('GET', `${WABA}/phone_numbers`)).body).toEqual({ data: [] });
});

test('phone_numbers knows the filter account_mode and summary=total_count (facts/meta.md §1.3)', async () => {
  await sim.number('straight_through', {}, '10000000000001');
  await sim.number('straight_through', { account_mode: 'SANDBOX' }, '10000000000002');
  const { body } = await sim.graph('GET', `${WABA}/phone_numbers`, undefined, {
    query: {
      filtering: '[{"field":"account_mode","operator":"EQUAL","value":"SANDBOX"}]',
      summary: 'total_count',
    },
  });
  expect(ids(body.data)).toEqual(['10000000000002']);
  expect(body['summary']).toEqual({ total_count: 1 });
});

test('a cursor that is none is 100 (facts/meta.md §1.3)', async () => {
  await sim.number('straight_through');
  const { body } = await sim.graph('GET', `${WABA}/phone_numbers`, undefined, {
    query: { after: 'nonsense' },
  });
  expect(body.error.code).toBe(100);
});

test('a number is added with its dial code and still needs its code (facts/meta.md §1.4)', async () => {
  const given = { cc: '1', phone_number: '6315550133', verified_name: 'New Shop' };
  const added = await sim.graph('POST', `${WABA}/phone_numbers`, given);
  const id = String(added.body['id']);
  expect(id).toMatch(/^\d{14,17}$/);
  expect(await sim.node('display_phone_number,verified_name,code_verification_status', id)).toEqual(
    {
      id,
      display_phone_number: '+1 6315550133',
      verified_name: 'New Shop',
      code_verification_status: 'NOT_VERIFIED',
    },
  );

  const again = await sim.graph('POST', `${WABA}/phone_numbers`, given);
  expect(again.body.error).toMatchObject({ code: 100, error_subcode: 2388012 });
});

test.each([
  {},
  { cc: '1', phone_number: 'abc', verified_name: 'Shop' },
  { cc: '1', phone_number: '6315550133' },
])('adding %j is refused with 100 (facts/meta.md §1.4)', async (body) => {
  const { body: answer } = await sim.graph('POST', `${WABA}/phone_numbers`, body);
  expect(answer.error.code).toBe(100);
});

test('a number that moves to another WABA is listed there only', async () => {
  await sim.number('straight_through');
  await sim.sim('PUT', `numbers/${NUMBER}`, { waba_id: '777' });
  expect((await sim.graph('GET', `${WABA}/phone_numbers`)).body.data).toEqual([]);
  expect((await sim.truth())['waba_id']).toBe('777');
});

test('every field that Meta’s own SDK asks for is known, if without a value', async () => {
  const fields =
    'account_review_status,analytics,auth_international_rate_eligibility,business_verification_status,country,creation_time,currency,health_status,id,is_enabled_for_insights,is_shared_with_partners,linked_commerce_account,marketing_messages_lite_api_status,marketing_messages_onboarding_status,message_template_namespace,name,on_behalf_of_business_info,owner_business,owner_business_info,ownership_type,primary_business_location,primary_funding_id,purchase_order_number,status,timezone_id,whatsapp_business_manager_messaging_limit';
  expect((await sim.graph('GET', WABA, undefined, { query: { fields } })).status).toBe(200);
});

test('the edge subscribed_apps can be asked for as a field', async () => {
  await sim.graph('POST', `${WABA}/subscribed_apps`);
  const { body } = await sim.graph('GET', WABA, undefined, {
    query: { fields: 'name,subscribed_apps' },
  });
  const listed = await sim.graph('GET', `${WABA}/subscribed_apps`);
  expect(body['subscribed_apps']).toEqual(listed.body);
  expect(listed.body.data).toHaveLength(1);
});
