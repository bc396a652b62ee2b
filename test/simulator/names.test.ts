import { expect, test } from 'vitest';
import { DAY, MINUTE, NUMBER, useSimulator } from './harness.js';

const sim = useSimulator();
const NAME_TEXT =
  'Your display name could not be processed. Please edit your display name and try again.';

test.each(['DECLINED', 'EXPIRED', 'NONE'])(
  'name_status %s means no certificate: 100/2388001 with the display-name text (facts/meta.md §2.2, §2.3)',
  async (nameStatus) => {
    await sim.number('straight_through', { name_status: nameStatus });
    expect((await sim.register()).body.error).toMatchObject({
      code: 100,
      error_subcode: 2388001,
      is_transient: false,
      error_user_title: 'Cannot Create Certificate',
      error_user_msg: NAME_TEXT,
    });
  },
);

test.each(['APPROVED', 'AVAILABLE_WITHOUT_REVIEW'])(
  'name_status %s can register (facts/meta.md §2.2)',
  async (nameStatus) => {
    await sim.number('straight_through', { name_status: nameStatus });
    expect((await sim.register()).status).toBe(200);
  },
);

test('pending_but_registers: PENDING_REVIEW registers, health stays LIMITED (facts/meta.md §2.2)', async () => {
  await sim.number('pending_but_registers', { activation_ms: 0 });
  expect((await sim.register()).status).toBe(200);

  const { health_status: health } = await sim.node('health_status');
  expect(health.can_send_message).toBe('LIMITED');
  const phone = health.entities.find((entity) => entity.entity_type === 'PHONE_NUMBER');
  expect(phone?.additional_info).toEqual([expect.stringContaining('has not been approved yet')]);
});

test.each([
  ['slow_name_review', 3 * DAY],
  ['pending_refuses_until_approved', DAY],
])(
  '%s refuses with 2388001 until the name is approved by itself (facts/meta.md §2.2)',
  async (scenario, wait) => {
    await sim.number(scenario);
    await sim.advance(wait - MINUTE);
    expect((await sim.register()).body.error.error_user_msg).toBe(NAME_TEXT);

    await sim.advance(2 * MINUTE);
    expect(await sim.node('name_status')).toMatchObject({ name_status: 'APPROVED' });
    expect((await sim.register()).status).toBe(200);
  },
);

test('review_never_starts: the name stays as it is for ever and registers (facts/meta.md §2.2)', async () => {
  await sim.number('review_never_starts');
  await sim.advance(60 * DAY);
  expect(await sim.node('name_status')).toMatchObject({ name_status: 'AVAILABLE_WITHOUT_REVIEW' });
  expect((await sim.register()).status).toBe(200);
});

test('a name is decided by hand, REJECTED shows as DECLINED (facts/meta.md §2.2)', async () => {
  await sim.number('slow_name_review');
  await sim.sim('POST', `numbers/${NUMBER}/name-decision`, {
    decision: 'REJECTED',
    rejection_reason: 'NAME_NOT_CONSISTENT',
  });
  expect(await sim.node('name_status')).toMatchObject({ name_status: 'DECLINED' });

  // The decision that was planned is void.
  await sim.advance(4 * DAY);
  expect(await sim.node('name_status')).toMatchObject({ name_status: 'DECLINED' });
});

test('a rename waits for review, then for a register that applies it (facts/meta.md §2.2)', async () => {
  await sim.number('straight_through', { activation_ms: 0, verified_name: 'Old Name' });
  await sim.register();
  expect((await sim.graph('POST', NUMBER, { new_display_name: 'New Name' })).status).toBe(200);
  const fields = 'verified_name,name_status,new_display_name,new_name_status,new_certificate';
  expect(await sim.node(fields)).toEqual({
    id: NUMBER,
    verified_name: 'Old Name',
    name_status: 'APPROVED',
    new_display_name: 'New Name',
    new_name_status: 'PENDING_REVIEW',
  });

  // Re-registering before the approval has no effect.
  await sim.register();
  expect(await sim.node(fields)).toMatchObject({ verified_name: 'Old Name' });

  await sim.sim('POST', `numbers/${NUMBER}/name-decision`, { decision: 'APPROVED' });
  expect(await sim.node(fields)).toMatchObject({
    new_name_status: 'APPROVED',
    new_certificate: expect.any(String),
  });
  await sim.register();
  expect(await sim.node(fields)).toEqual({
    id: NUMBER,
    verified_name: 'New Name',
    name_status: 'APPROVED',
  });
});

test('another rename drops the certificate of the one before, and waits for its own review (facts/meta.md §1.1, §2.2)', async () => {
  await sim.number('straight_through', { activation_ms: 0 });
  await sim.register();
  await sim.graph('POST', NUMBER, { new_display_name: 'New Name' });
  await sim.sim('POST', `numbers/${NUMBER}/name-decision`, { decision: 'APPROVED' });

  await sim.graph('POST', NUMBER, { new_display_name: 'Newer Name' });

  expect(await sim.node('new_display_name,new_name_status,new_certificate')).toEqual({
    id: NUMBER,
    new_display_name: 'Newer Name',
    new_name_status: 'PENDING_REVIEW',
  });
});

test('a registered number keeps the certificate that it runs with, whatever becomes of its name (facts/meta.md §2.2)', async () => {
  await sim.number('straight_through', { activation_ms: 0 });
  await sim.register();
  await sim.sim('PUT', `numbers/${NUMBER}`, { name_status: 'DECLINED' });

  expect((await sim.register()).status).toBe(200);
});

test('a name changes at most ten times in 30 days (facts/meta.md §1.17)', async () => {
  await sim.number('straight_through');
  const rename = async () => await sim.graph('POST', NUMBER, { new_display_name: 'Another Name' });
  for (let made = 1; made <= 10; made++) expect((await rename()).status).toBe(200);

  expect((await rename()).body.error.code).toBe(100);
  await sim.advance(30 * DAY + MINUTE);
  expect((await rename()).status).toBe(200);
});
