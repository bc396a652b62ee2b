import { describe, expect, test } from 'vitest';
import { mergePayloads, type WebhookPayload } from '../../src/simulator/webhooks/payload.js';
import { waitUntil } from '../support/wait-until.js';
import { APP, MINUTE, NUMBER, SECOND, useReceiver, useSimulator, WABA } from './harness.js';

const sim = useSimulator();
const hook = useReceiver();

/** A registered number whose webhooks come to the receiver. */
async function listen(): Promise<void> {
  await sim.number('straight_through', { activation_ms: 0 });
  await sim.sim('PUT', `apps/${APP}`, { callback_url: `${hook.url}/app` });
  await sim.graph('POST', `${WABA}/subscribed_apps`);
  await sim.register();
}
const chaos = (rates: Record<string, number>) => sim.sim('POST', 'chaos', rates);
const write = (text: string) => sim.sim('POST', 'inbound', { number: NUMBER, text });
const status = (id: string, word: string) =>
  sim.sim('POST', 'inbound', {
    number: NUMBER,
    value: { metadata: { phone_number_id: NUMBER }, statuses: [{ id, status: word }] },
  });
const arrived = (count: number) =>
  waitUntil(() => hook.received.length >= count, {
    timeoutMs: 5 * SECOND,
    describe: `${count} webhooks`,
  });
const sent = async () => (await sim.sim('GET', 'webhooks')).body.data;
const bodies = () => hook.received.map(({ raw }) => JSON.parse(raw) as WebhookPayload);
const textsOf = (payload: WebhookPayload): string[] =>
  [...JSON.stringify(payload).matchAll(/"body":"(\w+)"/g)].map(([, text]) => text ?? '');

describe('chaos of Meta’s deliveries (facts/meta.md §4.2)', () => {
  test('duplicates: the same bytes come twice', async () => {
    await listen();
    await chaos({ duplicates: 1 });
    await write('twice');
    await arrived(2);
    expect(hook.received[1]?.raw).toBe(hook.received[0]?.raw);
    expect(await sent()).toHaveLength(1);
  });

  test('drop: what Meta never sends is nowhere', async () => {
    await listen();
    await chaos({ drop: 1 });
    await write('never');
    await chaos({ drop: 0 });
    await write('sent');
    await arrived(1);
    expect(bodies().flatMap(textsOf)).toEqual(['sent']);
    expect(await sent()).toHaveLength(1);
  });

  test('delay: nothing comes before its time, everything in five minutes', async () => {
    await listen();
    await chaos({ delay: 1 });
    await write('late');
    expect(hook.received).toEqual([]);
    await sim.advance(5 * MINUTE);
    await arrived(1);
  });

  test('reorder: later ones overtake earlier ones, none is lost', async () => {
    await listen();
    await chaos({ reorder: 1, seed: 7 });
    const texts = Array.from({ length: 12 }, (_, index) => `t${index}`);
    for (const text of texts) await write(text);
    await sim.advance(2 * SECOND);
    await arrived(texts.length);

    const order = bodies().flatMap(textsOf);
    expect(order.toSorted()).toEqual(texts.toSorted());
    expect(order).not.toEqual(texts);
  });

  test('skip_delivered: read follows sent (facts/meta.md §5)', async () => {
    await listen();
    await chaos({ skip_delivered: 1 });
    for (const word of ['sent', 'delivered', 'read']) await status('wamid.1', word);
    await arrived(2);
    const words = JSON.stringify(await sent());
    expect(words).toContain('"read"');
    expect(words).not.toContain('"delivered"');
  });

  test('batches: messages, statuses and account fields share a signed POST', async () => {
    await listen();
    await chaos({ batches: 1 });
    await write('one');
    await write('two');
    await status('wamid.1', 'sent');
    await status('wamid.1', 'read');
    await sim.sim('POST', `wabas/${WABA}/account-event`, { event: 'ACCOUNT_DELETED' });
    expect(hook.received).toEqual([]);
    await sim.advance(2 * SECOND);
    await arrived(1);

    const [payload] = bodies();
    expect(
      payload?.entry.map(({ id, changes }) => [id, changes.map(({ field }) => field)]),
    ).toEqual([
      [WABA, ['messages', 'messages']],
      [WABA, ['account_update']],
    ]);
    expect(textsOf(payload!)).toEqual(['one', 'two']);
    expect(payload?.entry[0]?.changes[1]?.value).toMatchObject({
      statuses: [{ status: 'sent' }, { status: 'read' }],
    });
    expect(hook.received).toHaveLength(1);

    // What comes later begins a batch of its own.
    await write('three');
    await sim.advance(2 * SECOND);
    await arrived(2);
    expect(textsOf(bodies()[1]!)).toEqual(['three']);
  });

  test('a batch keeps numbers, kinds and instants apart', () => {
    const of = (phone_number_id: string, list: 'messages' | 'statuses', id: number) => ({
      field: 'messages',
      value: { metadata: { phone_number_id }, [list]: [{ id }] },
    });
    const payload = (
      id: string,
      change: { field: string; value: unknown },
      time?: number,
    ): WebhookPayload => ({
      object: 'whatsapp_business_account',
      entry: [{ id, ...(time !== undefined && { time }), changes: [change] }],
    });
    const named = { field: 'phone_number_name_update', value: {} };

    const { entry } = mergePayloads([
      payload('1', of('a', 'messages', 1)),
      payload('1', of('b', 'messages', 2)),
      payload('1', of('a', 'statuses', 3)),
      payload('1', of('a', 'messages', 4)),
      payload('2', of('a', 'messages', 5)),
      payload('1', named, 10),
      payload('1', named, 10),
      payload('1', named, 11),
    ]);

    expect(entry).toEqual([
      {
        id: '1',
        changes: [
          {
            field: 'messages',
            value: { metadata: { phone_number_id: 'a' }, messages: [{ id: 1 }, { id: 4 }] },
          },
          of('b', 'messages', 2),
          of('a', 'statuses', 3),
        ],
      },
      { id: '2', changes: [of('a', 'messages', 5)] },
      { id: '1', time: 10, changes: [named, named] },
      { id: '1', time: 11, changes: [named] },
    ]);
  });
});
