import { afterAll, describe, expect, test } from 'vitest';
import { createGraphClient } from '../../src/graph/client.js';
import type { GraphCaller } from '../../src/graph/graph.js';
import { refusal, startFakeGraph } from './fake-graph.js';

const fake = await startFakeGraph();
afterAll(() => fake.close());

const caller: GraphCaller = { accessToken: 'token-of-the-account' };
const node = { json: { id: '11' } };

function nonexisting(field: string) {
  const message = `(#100) Tried accessing nonexisting field (${field}) on node type (WhatsAppBusinessPhoneNumber)`;
  return refusal(100, { message });
}

function client() {
  const dropped: string[] = [];
  const graph = createGraphClient({
    baseUrl: fake.baseUrl,
    version: 'v24.0',
    retryDelaysMs: [],
    onFieldDropped: (field, { required }) => dropped.push(`${field} ${required}`),
  });
  return { graph, dropped };
}

const asked = () => fake.seen.map(({ query }) => query['fields']?.split(',') ?? []);

describe('a field that Meta does not know', () => {
  test('is dropped for good, told once, and the read repeated', async () => {
    const { graph, dropped } = client();
    fake.script(nonexisting('certificate'), node);

    expect(await graph.phoneNumber(caller, '11')).toMatchObject({ kind: 'known' });
    expect(await graph.phoneNumbers(caller, '22')).toMatchObject({ kind: 'unreadable' });

    expect(asked().map((fields) => fields.includes('certificate'))).toEqual([true, false, false]);
    expect(asked().every((fields) => fields.includes('new_certificate'))).toBe(true);
    expect(dropped).toEqual(['certificate false']);
  });

  test('is told as such when decisions rest on it, and then nothing is concluded: absent is not a fact', async () => {
    const { graph, dropped } = client();
    fake.script(nonexisting('platform_type'), nonexisting('is_pin_enabled'), node, node);

    for (const id of ['11', '12'])
      expect(await graph.phoneNumber(caller, id)).toMatchObject({
        kind: 'unreadable',
        failure: { cause: 'malformed', message: 'Meta no longer shows platform_type' },
      });
    expect(dropped).toEqual(['platform_type true', 'is_pin_enabled false']);
  });

  test('of a node of another kind says nothing of ours: an id was mistaken, and no other read loses a field', async () => {
    const { graph, dropped } = client();
    const ofWaba = (field: string) =>
      refusal(100, {
        message: `(#100) Tried accessing nonexisting field (${field}) on node type (WhatsAppBusinessAccount)`,
      });
    fake.script(ofWaba('platform_type'), node);

    expect(await graph.phoneNumber(caller, '22')).toMatchObject({ kind: 'refused' });
    expect(fake.seen).toHaveLength(1);
    expect(await graph.phoneNumber(caller, '11')).toMatchObject({ kind: 'known' });
    expect(asked()[1]).toContain('platform_type');
    expect(dropped).toEqual([]);

    fake.script(nonexisting('name'));
    expect(await graph.waba(caller, '11')).toMatchObject({ kind: 'refused' });
    expect(dropped).toEqual([]);
  });

  test('is told once when several reads meet it at the same time', async () => {
    const { graph, dropped } = client();
    fake.script(nonexisting('certificate'), nonexisting('certificate'), node);

    await Promise.all([graph.phoneNumber(caller, '11'), graph.phoneNumber(caller, '12')]);

    expect(dropped).toEqual(['certificate false']);
  });

  test('is still asked by another client', async () => {
    const { graph } = client();
    fake.script(node);
    await graph.phoneNumber(caller, '11');
    expect(asked()[0]).toContain('certificate');
  });

  test('is a refusal when we did not ask for it', async () => {
    const { graph, dropped } = client();
    fake.script(nonexisting('something_else'));

    expect(await graph.phoneNumber(caller, '11')).toMatchObject({ kind: 'refused' });
    expect(fake.seen).toHaveLength(1);
    expect(dropped).toEqual([]);
  });
});

describe('a field that this token may not read', () => {
  const permission = refusal(10);

  test('is left out of this read only', async () => {
    const { graph, dropped } = client();
    fake.script(permission, { json: { id: '22', name: 'W' } });

    expect(await graph.waba(caller, '22')).toMatchObject({ kind: 'known' });
    await graph.waba(caller, '22');

    expect(asked().map((fields) => fields.includes('primary_funding_id'))).toEqual([
      true,
      false,
      true,
    ]);
    expect(dropped).toEqual([]);
  });

  test('does not hide that nothing may be read', async () => {
    const { graph } = client();
    fake.script(permission);

    expect(await graph.waba(caller, '22')).toMatchObject({ kind: 'refused', error: { code: 10 } });
    expect(fake.seen).toHaveLength(2);
    expect(await graph.phoneNumber(caller, '11')).toMatchObject({ kind: 'refused' });
    expect(fake.seen).toHaveLength(3);
  });
});
