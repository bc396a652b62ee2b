import { expect, test } from 'vitest';
import { HOUR, MINUTE, NUMBER, useSimulator } from './harness.js';

const sim = useSimulator();

test('a PIN left by another provider shows only as 133005, and POST /{pn} replaces it without the old one (facts/meta.md §2.4)', async () => {
  await sim.number('pin_left_by_previous_provider');
  expect(await sim.node('is_pin_enabled,status')).not.toHaveProperty('is_pin_enabled');
  expect((await sim.register('424242')).body.error.code).toBe(133005);

  expect((await sim.graph('POST', NUMBER, { pin: '424242' })).body).toEqual({ success: true });
  expect(await sim.node('is_pin_enabled')).toMatchObject({ is_pin_enabled: true });
  expect((await sim.register('424242')).status).toBe(200);
});

test('guessing too fast gets 133009 with the time to wait in details, right PIN or not (facts/meta.md §3.2)', async () => {
  await sim.number('pin_left_by_previous_provider', { pin: '111111' });
  for (let wrong = 1; wrong <= 3; wrong++) {
    expect((await sim.register('999999')).body.error.code).toBe(133005);
  }

  const locked = await sim.register('111111');
  expect(locked.body.error).toMatchObject({
    code: 133009,
    error_data: { details: expect.stringContaining('5 minutes') },
  });
  await sim.advance(6 * MINUTE);
  expect((await sim.register('111111')).status).toBe(200);
});

test('six wrong PINs lock for hours with 133008 (facts/meta.md §1.17)', async () => {
  await sim.number('pin_left_by_previous_provider', { pin: '111111' });
  for (let wrong = 1; wrong <= 6; wrong++) {
    await sim.register('999999');
    await sim.advance(6 * MINUTE);
  }

  expect((await sim.register('111111')).body.error.code).toBe(133008);
  await sim.advance(12 * HOUR);
  expect((await sim.register('111111')).status).toBe(200);
});

test('a retired PIN is not compared: any six digits register (facts/meta.md §0.3)', async () => {
  await sim.number('pin_left_by_previous_provider', { pin_retired: true });
  expect((await sim.register('424242')).status).toBe(200);
});

test('POST /{pn} refuses a PIN that is not six digits, and a body without anything (facts/meta.md §1.9)', async () => {
  await sim.number('straight_through');
  expect((await sim.graph('POST', NUMBER, { pin: '123' })).body.error.error_subcode).toBe(2388092);
  expect((await sim.graph('POST', NUMBER, {})).body.error.code).toBe(100);
});
