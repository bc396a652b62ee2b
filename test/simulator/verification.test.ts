import { expect, test } from 'vitest';
import { HOUR, MINUTE, NUMBER, useSimulator } from './harness.js';

const sim = useSimulator();

const request = async (method = 'SMS') =>
  await sim.graph('POST', `${NUMBER}/request_code`, { code_method: method, language: 'en_US' });
const verify = async (code: string) => await sim.graph('POST', `${NUMBER}/verify_code`, { code });
const newestCode = async (): Promise<string> =>
  (await sim.truth()).codes.at(-1)?.code ?? 'none was sent';

test('a code is sent, typed wrong, typed right, and the number registers (facts/meta.md §1.5–§1.7)', async () => {
  await sim.number('code_wrong_then_right');
  expect((await sim.register()).body.error.code).toBe(133006);
  expect((await request('VOICE')).body).toEqual({ success: true });
  expect((await sim.truth()).codes).toMatchObject([
    { method: 'VOICE', language: 'en_US', code: expect.stringMatching(/^\d{6}$/), used: false },
  ]);

  const right = await newestCode();
  const wrong = right === '000000' ? '000001' : '000000';
  expect((await verify(wrong)).body.error).toMatchObject({
    code: 136025,
    error_subcode: 2388093,
    is_transient: false,
    message: 'Verify code error',
  });
  expect((await verify(right)).body).toEqual({ success: true });
  expect(await sim.node('code_verification_status,status')).toMatchObject({
    code_verification_status: 'VERIFIED',
    status: 'PENDING',
  });
  expect((await sim.register()).status).toBe(200);
});

test('a code works once (facts/meta.md §1.6)', async () => {
  await sim.number('code_needed');
  await request();
  const code = await newestCode();
  await verify(code);
  await sim.sim('PUT', `numbers/${NUMBER}`, { code_verification_status: 'NOT_VERIFIED' });

  expect((await verify(code)).body.error.code).toBe(136025);
});

test('a code is valid for ten minutes (facts/meta.md §1.6)', async () => {
  await sim.number('code_needed');
  await request();
  await sim.advance(10 * MINUTE);

  // Meta has no code of its own for it.
  expect((await verify(await newestCode())).body.error).toMatchObject({
    code: 136025,
    error_subcode: 2388093,
    error_user_msg: expect.stringContaining('has expired') as string,
  });
  expect((await verify('000000')).body.error.error_user_msg).toContain('incorrect');
});

test('asking again too soon gets 136024/2388091; an hour later it works, and only the newest code does (facts/meta.md §1.5)', async () => {
  await sim.number('code_needed');
  await request();
  expect((await request()).body.error).toMatchObject({
    code: 136024,
    error_subcode: 2388091,
    is_transient: false,
    message: 'Request code error',
  });

  await sim.advance(HOUR);
  expect((await request()).status).toBe(200);
  expect((await sim.truth()).codes).toHaveLength(2);
});

test('a VERIFIED number gets 136024 without the cool-down subcode (facts/meta.md §1.5)', async () => {
  await sim.number('straight_through');
  const refused = await request();
  expect(refused.body.error.code).toBe(136024);
  expect(refused.body.error).not.toHaveProperty('error_subcode');
});

test.each([{}, { code_method: 'MAIL', language: 'en' }, { code_method: 'SMS' }])(
  'request_code refuses %j with 100 (facts/meta.md §1.5)',
  async (body) => {
    await sim.number('code_needed');
    expect((await sim.graph('POST', `${NUMBER}/request_code`, body)).body.error.code).toBe(100);
    expect((await sim.truth()).codes).toEqual([]);
  },
);

test('a code that is not six digits is refused with 100 (facts/meta.md §1.6)', async () => {
  await sim.number('code_needed');
  expect((await verify('123-830')).body.error.code).toBe(100);
});
