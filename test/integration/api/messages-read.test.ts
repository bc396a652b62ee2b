import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { MessageRow, NumberRow } from '../../../src/store/tables.js';
import { newId, startHarness, type Harness } from './harness.js';
import { addStoredMessage } from '../../support/stored-message.js';

/** How messages are looked up over HTTP. */
let api: Harness;
let number: NumberRow;
const HOUR = 3_600_000;

beforeAll(async () => {
  api = await startHarness();
});
afterAll(() => api.close());
beforeEach(async () => {
  number = await addNumber();
});

async function addNumber(): Promise<NumberRow> {
  const id = await api.addNumber({ waba_id: newId() });
  return api.db
    .selectFrom('numbers')
    .selectAll()
    .where('phone_number_id', '=', id)
    .executeTakeFirstOrThrow();
}
const add = (more?: Partial<MessageRow>, at = api.clock.at) =>
  addStoredMessage(api.db, number, at, more);
const get = (path: string) => api.call('GET', path);

test('a report has its ends under either name, each once', async () => {
  for (const hours of [3, 2, 1]) await add({}, api.clock.at - hours * HOUR);
  const [from, to] = [2.5, 1.5].map((hours) => new Date(api.clock.at - hours * HOUR).toISOString());
  const report = (query: string) =>
    get(`/v1/numbers/${number.phone_number_id}/delivery-report?${query}`);

  for (const query of [
    `from=${from}&to=${to}`,
    `created_after=${from}&created_before=${to}`,
    `from=${from}&created_before=${to}`,
  ]) {
    const ends = { created_after: from, created_before: to };
    expect(await report(query), query).toMatchObject({ status: 200, body: { ...ends, total: 1 } });
  }
  for (const [query, parameter] of [
    [`from=${from}&created_after=${from}`, 'from'],
    [`to=${to}&created_before=${to}`, 'to'],
    [`from=${from}&from=${from}`, 'from'],
    [`from=${to}&to=${from}`, 'from'],
    [`created_after=${to}&to=${from}`, 'created_after'],
  ])
    expect(await report(query ?? ''), query).toMatchObject({
      status: 422,
      body: { code: 'invalid_request', errors: [{ parameter }] },
    });
});
