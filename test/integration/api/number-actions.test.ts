import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Memory } from '../../../src/onboarding/memory.js';
import { owners } from '../../../src/store/vault.js';
import { startHarness, type Harness } from './harness.js';

let api: Harness;
let patient: Harness;
beforeAll(async () => {
  api = await startHarness();
  patient = await startHarness({ waitMs: 10_000 });
});
afterAll(() => Promise.all([api.close(), patient.close()]));

const code = (more: Partial<NonNullable<Memory['code']>> = {}): Memory => ({
  code: {
    requestedAt: api.clock.at,
    method: 'SMS',
    sentAt: api.clock.at,
    cooldownUntil: null,
    refusals: 0,
    refusal: null,
    alreadyVerifiedAt: null,
    verifiedAt: null,
    wrongTries: 0,
    ...more,
  },
});
const refusal = {
  class: 'code_wrong',
  code: 136025,
  subcode: null,
  title: null,
  message: 'The code you entered is incorrect.',
  details: null,
  fbtraceId: 'Atrace',
  retryAfterMs: null,
} as const;

const intentsOf = (harness: Harness, id: string) =>
  harness.db
    .selectFrom('intents')
    .innerJoin('numbers', 'numbers.id', 'intents.number_id')
    .selectAll('intents')
    .where('numbers.phone_number_id', '=', id)
    .execute();

/** Expects a refusal that left everything as it was. */
async function refused(
  harness: Harness,
  [status, problem]: [number, string],
  [method, path, json]: [string, string, unknown?],
) {
  const before = await harness.counts();
  const answer = await harness.call(method, path, json === undefined ? {} : { json });
  expect([answer.status, answer.body.code]).toEqual([status, problem]);
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
  expect(await harness.counts()).toEqual(before);
  return answer;
}

describe('POST …/retry', () => {
  test('stores one consent with what the person saw, however often it is pressed', async () => {
    const id = await api.addNumber();
    await api.setNumber(id, { reason: 'number_in_use' });
    await api.addAttempts(id, 3);

    const first = await api.call('POST', `/v1/numbers/${id}/retry`);
    const second = await api.call('POST', `/v1/numbers/${id}/retry`, { json: {} });

    expect([first.status, second.status]).toEqual([202, 202]);
    const intents = await intentsOf(api, id);
    expect(intents).toHaveLength(1);
    const newest = await api.db
      .selectFrom('registration_attempts')
      .select('id')
      .where('phone_number_id', '=', id)
      .orderBy('started_at', 'desc')
      .executeTakeFirstOrThrow();
    expect(intents[0]).toMatchObject({
      kind: 'retry',
      payload: { last_attempt_id: newest.id, used: 3 },
    });
  });

  test('is refused where registering would not help, and says why', async () => {
    const id = await api.addNumber();

    const { body } = await refused(
      api,
      [409, 'retry_not_allowed'],
      ['POST', `/v1/numbers/${id}/retry`],
    );

    expect(body.detail).toContain('We are reading the number now.');
    expect(body.onboarding.reason).toBe('in_progress');
  });

  test('is refused while Meta blocks registration', async () => {
    const id = await api.addNumber();
    await api.setNumber(id, { reason: 'number_in_use' });
    await api.db
      .updateTable('phone_numbers_seen')
      .set({ blocked_until: new Date(api.clock.at + 3_600_000) })
      .where('phone_number_id', '=', id)
      .execute();

    await refused(api, [409, 'retry_not_allowed'], ['POST', `/v1/numbers/${id}/retry`]);
  });

  test('is refused from the moment of a pause, before any look has seen it', async () => {
    const id = await api.addNumber();
    await api.setNumber(id, { reason: 'number_in_use' });
    await api.call('PATCH', `/v1/numbers/${id}`, { json: { paused: true } });

    const path = `/v1/numbers/${id}/retry`;
    const { body } = await refused(api, [409, 'retry_not_allowed'], ['POST', path]);
    expect(body.detail).toContain('resume it first');
  });

  test('the last two attempts want the right count, and the tenth was the last', async () => {
    const id = await api.addNumber();
    const path = `/v1/numbers/${id}/retry`;
    await api.setNumber(id, { reason: 'number_in_use' });
    await api.addAttempts(id, 8);

    const { body } = await refused(api, [409, 'confirmation_required'], ['POST', path]);
    expect(body.attempts_left).toBe(2);
    await refused(
      api,
      [409, 'confirmation_required'],
      ['POST', path, { confirm_attempts_left: 3 }],
    );
    const ok = await api.call('POST', path, { json: { confirm_attempts_left: 2 } });
    expect(ok.status).toBe(202);

    await api.addAttempts(id, 2);
    await refused(api, [409, 'retry_not_allowed'], ['POST', path, { confirm_attempts_left: 0 }]);
  });

  test('for all numbers with a reason counts what it did and left out', async () => {
    const ids = [await api.addNumber(), await api.addNumber()];
    for (const id of ids) await api.setNumber(id, { reason: 'migration_blocked' });
    await api.addAttempts(ids[1]!, 8);

    const { status, body } = await api.call('POST', '/v1/numbers/retry?reason=migration_blocked');

    expect(status).toBe(202);
    expect(body).toEqual({
      matched: 2,
      accepted: 1,
      refused: [{ id: ids[1], code: 'confirmation_required' }],
    });
    expect((await api.call('POST', '/v1/numbers/retry')).status).toBe(422);
    expect((await api.call('POST', '/v1/numbers/retry?reason=live,zzz')).status).toBe(422);
  });
});

describe('POST …/code-requests', () => {
  test('is taken while a code that was handed in is at Meta, and the number shows VERIFIED all along', async () => {
    const id = await api.addNumber();
    const settled = { reason: 'reverification_needed' as const, since: 0 };
    await api.setNumber(id, {
      node: { codeVerification: 'VERIFIED' },
      reason: 'in_progress',
      memory: { settled },
    });
    const path = `/v1/numbers/${id}/code-requests`;
    expect((await api.call('POST', path, { json: {} })).status).toBe(202);

    await api.setNumber(id, { memory: { settled: { ...settled, reason: 'attempt_spaced' } } });
    expect((await api.call('POST', path, { json: {} })).body.code).toBe('already_verified');
  });

  test('stores one request, however often it is asked', async () => {
    const id = await api.addNumber();
    await api.setNumber(id, {
      node: { codeVerification: 'NOT_VERIFIED' },
      reason: 'code_not_sent',
    });
    const json = { method: 'VOICE', language: 'he' };

    const first = await api.call('POST', `/v1/numbers/${id}/code-requests`, { json });
    await api.call('POST', `/v1/numbers/${id}/code-requests`, { json });

    expect(first.status).toBe(202);
    expect(await intentsOf(api, id)).toMatchObject([{ kind: 'send_code', payload: json }]);
  });

  test('during the cool-down says until when', async () => {
    const id = await api.addNumber();
    await api.setNumber(id, {
      reason: 'code_cooldown',
      node: { codeVerification: 'NOT_VERIFIED' },
      memory: code({ cooldownUntil: api.clock.at + 3_600_000 }),
    });

    const { headers, body } = await refused(
      api,
      [409, 'code_cooldown'],
      ['POST', `/v1/numbers/${id}/code-requests`],
    );

    expect(headers.get('retry-after')).toBe('3600');
    expect(body.next_request_at).toBe('2026-11-20T13:00:00.000Z');
    expect((await api.call('GET', `/v1/numbers/${id}`)).body.code).toEqual({
      sent_at: '2026-11-20T12:00:00.000Z',
      expires_at: '2026-11-20T12:10:00.000Z',
      next_request_at: '2026-11-20T13:00:00.000Z',
    });
  });

  test('a verified number needs none, unless Meta wants proof again', async () => {
    const id = await api.addNumber();
    const path = `/v1/numbers/${id}/code-requests`;
    const node = { codeVerification: 'VERIFIED' };
    await api.setNumber(id, { node, reason: 'name_pending_review' });
    await refused(api, [409, 'already_verified'], ['POST', path]);

    await api.setNumber(id, { reason: 'reverification_needed' });
    expect((await api.call('POST', path)).status).toBe(202);
  });

  test('a number that lives in the app is never sent one', async () => {
    const id = await api.addNumber();
    await api.setNumber(id, { node: { isOnBizApp: true, codeVerification: 'NOT_VERIFIED' } });

    await refused(api, [409, 'coexistence_protected'], ['POST', `/v1/numbers/${id}/code-requests`]);
  });
});

describe('POST …/code', () => {
  const waiting = async (harness: Harness): Promise<string> => {
    const id = await harness.addNumber();
    const node = { codeVerification: 'NOT_VERIFIED' };
    await harness.setNumber(id, { node, reason: 'code_needed' });
    return id;
  };

  test('is stored encrypted, bound to its row, and 202 while nobody has answered', async () => {
    const id = await waiting(api);

    const { status } = await api.call('POST', `/v1/numbers/${id}/code`, {
      json: { code: '123-456' },
    });

    expect(status).toBe(202);
    const [intent] = await intentsOf(api, id);
    expect(intent?.payload).toEqual({});
    expect(
      api.vault.decrypt(intent?.encrypted_payload ?? '', owners.intent(intent?.id ?? '')),
    ).toBe('123456');
  });

  test('answers 200 as soon as Meta took it', async () => {
    const id = await waiting(patient);

    const [{ status, body }] = await Promise.all([
      patient.call('POST', `/v1/numbers/${id}/code`, { json: { code: '123 456' } }),
      patient.answerIntent('submit_code', { state: 'done', code: null, message: 'Verified.' }),
    ]);

    expect([status, body.id]).toEqual([200, id]);
  });

  test.each([
    ['code_wrong', 422],
    ['code_expired', 422],
    ['too_many_code_tries', 429],
    ['not_awaiting_code', 409],
  ])('answers %s with Meta’s words', async (problem, expected) => {
    const id = await waiting(patient);

    const [{ status, headers, body }] = await Promise.all([
      patient.call('POST', `/v1/numbers/${id}/code`, { json: { code: '123456' } }),
      patient.answerIntent('submit_code', {
        state: 'refused',
        code: problem,
        message: 'Meta refused the code.',
        refusal,
      }),
    ]);

    expect([status, body.code, body.detail]).toEqual([expected, problem, 'Meta refused the code.']);
    expect(body.graph).toEqual({
      code: 136025,
      subcode: null,
      title: null,
      message: 'The code you entered is incorrect.',
      fbtrace_id: 'Atrace',
    });
    if (expected === 429) expect(headers.get('retry-after')).not.toBeNull();
  });

  test('202 while it is unknown whether Meta took it', async () => {
    const id = await waiting(patient);

    const [{ status }] = await Promise.all([
      patient.call('POST', `/v1/numbers/${id}/code`, { json: { code: '123456' } }),
      patient.answerIntent('submit_code', { state: 'unknown', code: null, message: 'No answer.' }),
    ]);

    expect(status).toBe(202);
  });

  test.each(['12345', '1234567', 'abcdef', 123456])('%s is 422', async (wrong) => {
    const id = await waiting(api);

    const { body } = await refused(
      api,
      [422, 'invalid_request'],
      ['POST', `/v1/numbers/${id}/code`, { code: wrong }],
    );

    expect(body.errors[0].pointer).toBe('/code');
  });

  test('a verified number awaits none', async () => {
    const id = await api.addNumber();
    await api.setNumber(id, {
      node: { codeVerification: 'VERIFIED' },
      reason: 'name_pending_review',
    });

    await refused(
      api,
      [409, 'not_awaiting_code'],
      ['POST', `/v1/numbers/${id}/code`, { code: '123456' }],
    );
  });

  test('one at a time: the same again is one, another waits for the answer', async () => {
    const id = await waiting(api);
    const post = (code: string) => api.call('POST', `/v1/numbers/${id}/code`, { json: { code } });

    const answers = await Promise.all(
      ['111111', '111111', '222222', '333333', '444444', '555555'].map(post),
    );

    const pending = await intentsOf(api, id);
    expect(pending).toHaveLength(1);
    const refusedOnes = answers.filter(({ status }) => status === 429);
    expect(refusedOnes.length).toBeGreaterThanOrEqual(4);
    expect(refusedOnes[0]?.body.code).toBe('too_many_code_tries');
    expect(refusedOnes[0]?.headers.get('retry-after')).toBe('5');
    await api.db
      .updateTable('intents')
      .set({ state: 'refused' })
      .where('id', '=', pending[0]?.id ?? '')
      .execute();
    expect((await post('222222')).status).toBe(202);
  });

  test('after five wrong codes only a new one helps', async () => {
    const id = await waiting(api);
    await api.setNumber(id, { memory: code({ wrongTries: 5 }) });

    const { headers, body } = await refused(
      api,
      [429, 'too_many_code_tries'],
      ['POST', `/v1/numbers/${id}/code`, { code: '123456' }],
    );

    expect(headers.get('retry-after')).not.toBeNull();
    expect(body.detail).toContain('ask for a new code');
  });
});

describe('PUT …/pin and POST …/pin/replace', () => {
  test('stores the PIN encrypted and answers 202 while no turn has taken it', async () => {
    const id = await api.addNumber();

    const { status } = await api.call('PUT', `/v1/numbers/${id}/pin`, { json: { pin: '013579' } });

    expect(status).toBe(202);
    const [intent] = await intentsOf(api, id);
    expect(
      api.vault.decrypt(intent?.encrypted_payload ?? '', owners.intent(intent?.id ?? '')),
    ).toBe('013579');
  });

  test('answers 200 once it is done', async () => {
    const id = await patient.addNumber();

    const [set] = await Promise.all([
      patient.call('PUT', `/v1/numbers/${id}/pin`, { json: { pin: '013579' } }),
      patient.answerIntent('set_pin', { state: 'done', code: null, message: 'Stored.' }),
    ]);
    const [replaced] = await Promise.all([
      patient.call('POST', `/v1/numbers/${id}/pin/replace`),
      patient.answerIntent('replace_pin', { state: 'done', code: null, message: 'Replaced.' }),
    ]);

    expect([set.status, replaced.status]).toEqual([200, 200]);
  });

  test('a PIN that is not six digits is 422', async () => {
    const id = await api.addNumber();

    await refused(
      api,
      [422, 'invalid_request'],
      ['PUT', `/v1/numbers/${id}/pin`, { pin: '12345a' }],
    );
  });
});

describe('POST …/check and …/repair-webhooks', () => {
  test('waits for the look, and a look that failed is still an answer', async () => {
    const id = await patient.addNumber();

    const [{ status, body }] = await Promise.all([
      patient.call('POST', `/v1/numbers/${id}/check`),
      (async () => {
        await patient.setNumber(id, { node_error: { at: patient.clock.at, message: 'timeout' } });
        await patient.answerIntent('check', { state: 'done', code: null, message: 'Looked.' });
      })(),
    ]);

    expect(status).toBe(200);
    expect(body.health.freshness.error).toEqual({
      at: '2026-11-20T12:00:00.000Z',
      message: 'timeout',
    });
  });

  test('one look serves everyone who asks before it', async () => {
    const id = await api.addNumber();

    await Promise.all([1, 2, 3].map(() => api.call('POST', `/v1/numbers/${id}/check`)));

    expect(await intentsOf(api, id)).toHaveLength(1);
  });

  test('202 while nobody could look', async () => {
    const id = await api.addNumber();

    expect((await api.call('POST', `/v1/numbers/${id}/check`)).status).toBe(202);
    expect((await api.call('POST', `/v1/numbers/${id}/repair-webhooks`)).status).toBe(202);
  });

  test('an unknown field is refused although the route takes none', async () => {
    const id = await api.addNumber();

    await refused(
      api,
      [422, 'invalid_request'],
      ['POST', `/v1/numbers/${id}/check`, { now: true }],
    );
  });
});

describe('what a turn could only refuse', () => {
  test.each([
    ['code-requests', {}],
    ['display-name', { new_display_name: 'Another Store' }],
  ])('POST …/%s says so at once: paused, or the token is invalid', async (route, json) => {
    const id = await api.addNumber();
    const path = `/v1/numbers/${id}/${route}`;
    await api.call('PATCH', `/v1/numbers/${id}`, { json: { paused: true } });
    const paused = await refused(api, [409, 'number_not_live'], ['POST', path, json]);
    expect(paused.body.detail).toContain('resume it first');
    await api.call('PATCH', `/v1/numbers/${id}`, { json: { paused: false } });

    const at = api.clock.at;
    await api.setNumber(id, { reason: 'token_invalid', node_error: { at, message: 'Expired.' } });
    await refused(api, [409, 'token_invalid'], ['POST', path, json]);

    // Another token was given since, and no turn has tried it yet.
    await api.setNumber(id, { node_error: { at: at - 1, message: 'Expired.' } });
    expect((await api.call('POST', path, { json })).status).toBe(202);
  });

  test('POST …/repair-webhooks says why nothing was repaired', async () => {
    const id = await patient.addNumber();

    const [{ status, body }] = await Promise.all([
      patient.call('POST', `/v1/numbers/${id}/repair-webhooks`),
      patient.answerIntent('repair_webhooks', {
        state: 'refused',
        code: 'token_invalid',
        message: 'Not possible now: the token.',
      }),
    ]);

    expect([status, body.code, body.detail]).toEqual([
      409,
      'token_invalid',
      'Not possible now: the token.',
    ]);
  });
});

test('nothing but releasing is done to a number that is being released', async () => {
  const id = await api.addNumber();
  await api.call('DELETE', `/v1/numbers/${id}`);

  for (const [method, action, json] of [
    ['POST', 'retry', {}],
    ['POST', 'check', {}],
    ['POST', 'code-requests', {}],
    ['POST', 'code', { code: '123456' }],
    ['PUT', 'pin', { pin: '123456' }],
  ] as const)
    await refused(api, [409, 'number_releasing'], [method, `/v1/numbers/${id}/${action}`, json]);
});

test('GET …/timeline, …/health and …/health/history show what happened and how it is', async () => {
  const id = await api.addNumber();
  await api.setNumber(id, { node: { status: 'CONNECTED', qualityRating: 'GREEN' } });
  const { id: row } = await api.db
    .selectFrom('numbers')
    .select('id')
    .where('phone_number_id', '=', id)
    .executeTakeFirstOrThrow();
  await api.db
    .insertInto('health_snapshots')
    .values({
      number_id: row,
      taken_at: new Date(api.clock.at),
      fields: JSON.stringify({ status: 'PENDING', health: [], callbacks: {} }),
    })
    .execute();

  const timeline = await api.call('GET', `/v1/numbers/${id}/timeline?limit=1`);
  const health = await api.call('GET', `/v1/numbers/${id}/health`);
  const history = await api.call('GET', `/v1/numbers/${id}/health/history`);

  expect(timeline.body).toMatchObject({
    data: [{ kind: 'number_added', actor: 'Platform key' }],
    has_more: false,
    next: null,
  });
  expect(timeline.body.data[0].request_id).not.toBeNull();
  expect(health.body).toMatchObject({
    capacity: { status: 'CONNECTED', quality_rating: 'GREEN' },
    freshness: { age_s: 0, stale: false },
  });
  expect(history.body.data).toMatchObject([{ capacity: { status: 'PENDING' } }]);
  for (const part of ['timeline', 'health/history']) {
    const [from, to] = [-1, 1].map((ms) => new Date(api.clock.at + ms).toISOString());
    const within = (range: string) => api.call('GET', `/v1/numbers/${id}/${part}?${range}`);
    expect((await within(`created_after=${from}&created_before=${to}`)).body.data).toHaveLength(1);
    expect((await within(`created_after=${to}`)).body.data).toEqual([]);
    expect((await within(`created_before=${from}`)).body.data).toEqual([]);
    expect((await within('created_after=yesterday')).status).toBe(422);
  }
});

test('POST …/display-name: one at a time, and another at once where Meta has decided', async () => {
  const id = await api.addNumber();
  const lastAt = api.clock.at;
  const rename = { failures: 0, lastAt, outcome: 'accepted' as const, refusal: null, accepted: [] };
  const path = `/v1/numbers/${id}/display-name`;
  const json = { new_display_name: 'Another Store' };
  const declined = { nameStatus: 'APPROVED', newDisplayName: 'Bad', newNameStatus: 'DECLINED' };

  // The look is older than the rename: it shows what was decided before.
  const earlier = { status: 'DECLINED', changedAt: lastAt - 1 };
  await api.setNumber(id, { node: declined, memory: { rename, name: earlier } });
  await refused(api, [409, 'rename_in_progress'], ['POST', path, json]);

  const since = { status: 'DECLINED', changedAt: lastAt + 1 };
  await api.setNumber(id, { memory: { rename, name: since } });
  expect((await api.call('POST', path, { json })).status).toBe(202);
});
