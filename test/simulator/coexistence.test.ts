import { expect, test } from 'vitest';
import { NUMBER, useSimulator } from './harness.js';

const sim = useSimulator();

test('coexistence: already connected; register, deregister and request_code are refused and counted as harm (facts/meta.md §2.6, §1.8)', async () => {
  await sim.number('coexistence');
  expect(await sim.node('status,platform_type,is_on_biz_app')).toMatchObject({
    status: 'CONNECTED',
    platform_type: 'CLOUD_API',
    is_on_biz_app: true,
  });

  const code = { code_method: 'SMS', language: 'en' };
  const refusals = [
    await sim.register(),
    await sim.graph('POST', `${NUMBER}/deregister`),
    await sim.graph('POST', `${NUMBER}/request_code`, code),
  ];
  for (const { status, body } of refusals) {
    expect(status).toBe(400);
    expect(body.error.code).toBe(100);
    expect(body.error.message).toContain('is not available for API solution for SMB businesses.');
  }
  expect(await sim.truth()).toMatchObject({ harm: 3, status: 'CONNECTED', codes: [] });
});
