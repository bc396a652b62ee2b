import { expect, test } from 'vitest';
import { DAY, NUMBER, useSimulator, WABA } from './harness.js';

const sim = useSimulator();

const page = async () => String((await sim.send(sim.url, {})).body['text']);
const press = async (path: string, fields: Record<string, string> = {}, headers = {}) =>
  await sim.send(`${sim.url}/_page/${path}`, {
    method: 'POST',
    body: new URLSearchParams(fields),
    headers,
  });

test('shows each number, what it will do and what comes next; everything is escaped', async () => {
  await sim.number('slow_name_review', {
    verified_name: '<script>alert(1)</script>',
    pin: '024680',
  });
  const text = await page();
  expect(text).toContain('The name is in review for three days');
  expect(text).toContain('Its name is approved in 3 days.');
  expect(text).toContain('024680');
  expect(text).toContain('&lt;script&gt;alert(1)');
  expect(text).not.toContain('<script');
  expect(text).not.toMatch(/(src|href)=/);
});

test('its buttons decide the name, and lead back to the page', async () => {
  await sim.number('slow_name_review');
  expect(await page()).toContain(`/_page/numbers/${NUMBER}/approve-name`);
  const back = await press(`numbers/${NUMBER}/approve-name`);
  expect(String(back.body['text'])).toContain('Graph API simulator');
  expect((await sim.truth())['name_status']).toBe('APPROVED');

  await sim.number('slow_name_review');
  await press(`numbers/${NUMBER}/decline-name`);
  expect((await sim.truth())['name_status']).toBe('DECLINED');
});

test('its buttons end and revive the token', async () => {
  await sim.number('straight_through');
  await press(`wabas/${WABA}/expire-token`);
  expect((await sim.graph('GET', NUMBER)).body.error.error_subcode).toBe(463);
  await press(`wabas/${WABA}/renew-token`);
  expect((await sim.graph('GET', NUMBER)).status).toBe(200);
});

test('its buttons lose the next register reply and move the clock', async () => {
  await sim.number('straight_through');
  await press(`numbers/${NUMBER}/lose-register-reply`);
  await expect(sim.register()).rejects.toThrow('fetch failed');
  expect((await sim.truth())['platform_type']).toBe('CLOUD_API');

  const before = Number((await sim.sim('GET', 'clock')).body['now_ms']);
  await press('clock', { advance_ms: String(DAY) });
  const after = Number((await sim.sim('GET', 'clock')).body['now_ms']);
  expect(after).toBeGreaterThanOrEqual(before + DAY);
});

test('a form from another site is refused, an unknown number is 404', async () => {
  await sim.number('slow_name_review');
  const foreign = await press(
    `numbers/${NUMBER}/approve-name`,
    {},
    { origin: 'https://example.com' },
  );
  expect(foreign.status).toBe(403);
  expect((await sim.truth())['name_status']).toBe('PENDING_REVIEW');
  expect((await press('numbers/1/approve-name')).status).toBe(404);
});
