import { afterAll, beforeAll, expect, test } from 'vitest';
import { recordTokenAnswer } from '../../../src/store/record-token.js';
import { newId, startHarness, type Harness } from './harness.js';

let api: Harness;
beforeAll(async () => {
  api = await startHarness();
});
afterAll(() => api.close());

const DAY = 86_400_000;
let events = 0;

/** As the drain stores it: an event of Meta's from so many days ago. */
async function announce(
  wabaId: string,
  kind: string,
  daysAgo: number,
  value: object,
): Promise<void> {
  const at = new Date(api.clock.at - daysAgo * DAY);
  await api.db
    .insertInto('account_events')
    .values({
      hash: `event ${(events += 1)}`,
      waba_id: wabaId,
      phone_number_id: null,
      field: 'account_update',
      kind,
      access: null,
      value: JSON.stringify(value),
      occurred_at: at,
      received_at: at,
    })
    .execute();
}

const inSeconds = (days: number): number => Math.floor((api.clock.at + days * DAY) / 1_000);

test('a WABA shows what was read and what Meta announced, as it stands now', async () => {
  const [wabaId, other] = [newId(), newId()];
  await api.addNumber({ waba_id: wabaId });
  await api.addNumber({ waba_id: other });
  await api.db
    .updateTable('wabas')
    .set({
      facts: JSON.stringify({
        name: 'Example Store',
        portfolioId: '77',
        reviewStatus: 'APPROVED',
        verificationStatus: 'verified',
        ownershipType: 'CLIENT_OWNED',
        fundingId: '880',
        messagingLimit: 'TIER_2K',
        canSend: 'AVAILABLE',
        listedNumbers: null,
      }),
    })
    .where('waba_id', '=', wabaId)
    .execute();
  const restriction = (type: string, days: number) => ({
    restriction_type: type,
    expiration: inSeconds(days),
  });
  await announce(wabaId, 'account_restriction', 9, {
    event: 'ACCOUNT_RESTRICTION',
    restriction_info: [restriction('RESTRICTED_UTILITY_TEMPLATES', 30)],
  });
  await announce(wabaId, 'account_restriction', 2, {
    event: 'ACCOUNT_RESTRICTION',
    restriction_info: [
      restriction('RESTRICTED_BIZ_INITIATED_MESSAGING', 1),
      restriction('RESTRICTED_ADD_PHONE_NUMBER_ACTION', -1),
    ],
  });
  await announce(wabaId, 'disabled_update', 3, {
    event: 'DISABLED_UPDATE',
    ban_info: { waba_ban_state: ['SCHEDULE_FOR_DISABLE'] },
  });
  await announce(wabaId, 'capability_changed', 3, { max_phone_numbers_per_business: 20 });

  const { body } = await api.call('GET', `/v1/wabas/${wabaId}`);

  expect(body).toMatchObject({
    account_review_status: 'APPROVED',
    business_verification_status: 'verified',
    ownership_type: 'CLIENT_OWNED',
    funding: '880',
    messaging_limit: 'TIER_2K',
    max_phone_numbers: 20,
    restrictions: [
      {
        type: 'RESTRICTED_BIZ_INITIATED_MESSAGING',
        expires_at: new Date(inSeconds(1) * 1_000).toISOString(),
      },
    ],
    ban: 'SCHEDULE_FOR_DISABLE',
    subscribed: null,
  });
  const list = await api.call('GET', '/v1/wabas');
  const shown = (id: string) => list.body.data.find((waba: { id: string }) => waba.id === id);
  expect(shown(wabaId)).toEqual(body);
  expect(shown(other)).toMatchObject({ restrictions: [], ban: null, max_phone_numbers: null });

  await announce(wabaId, 'disabled_update', 1, {
    event: 'DISABLED_UPDATE',
    ban_info: { waba_ban_state: 'REINSTATE' },
  });
  await announce(wabaId, 'capability_changed', 1, { max_phone_numbers_per_business: -1 });
  api.clock.at += DAY + 1_000;
  expect((await api.call('GET', `/v1/wabas/${wabaId}`)).body).toMatchObject({
    restrictions: [],
    ban: null,
    max_phone_numbers: null,
  });
});

test('a token that Meta refused is shown as invalid, whatever refused it', async () => {
  const wabaId = newId();
  await api.addNumber({ waba_id: wabaId });
  expect((await api.call('GET', `/v1/wabas/${wabaId}`)).body.token.valid).toBeNull();

  const { token_id: id } = await api.db
    .selectFrom('wabas')
    .select('token_id')
    .where('waba_id', '=', wabaId)
    .executeTakeFirstOrThrow();
  const { equality_hmac: digest } = await api.db
    .selectFrom('tokens')
    .select('equality_hmac')
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  await recordTokenAnswer(api.db, {
    digest,
    at: api.clock.at,
    answer: {
      kind: 'refused',
      facts: null,
      refusal: {
        class: 'token',
        code: 190,
        subcode: 463,
        title: null,
        message: 'Session has expired.',
        details: null,
        fbtraceId: null,
        retryAfterMs: null,
      },
    },
    nextLook: () => api.clock.at + DAY,
  });

  expect((await api.call('GET', `/v1/wabas/${wabaId}`)).body.token.valid).toBe(false);
});

test('lists are narrowed to a time, and numbers to some of them', async () => {
  const id = await api.addNumber();
  const other = await api.addNumber();
  const iso = (ms: number) => new Date(api.clock.at + ms).toISOString();
  const wabas = async (query: string) =>
    (await api.call('GET', `/v1/wabas?limit=200&${query}`)).body.data as unknown[];
  expect(await wabas(`created_before=${iso(-1_000_000_000)}`)).toEqual([]);
  expect(await wabas(`created_after=${iso(1_000_000_000)}`)).toEqual([]);
  expect((await wabas(`created_after=${iso(-1)}&created_before=${iso(1)}`)).length).toBeGreaterThan(
    0,
  );

  const numbers = await api.call('GET', `/v1/numbers?number_id=${id},${other}`);
  expect(numbers.body.data.map((number: { id: string }) => number.id).toSorted()).toEqual(
    [id, other].toSorted(),
  );
});
