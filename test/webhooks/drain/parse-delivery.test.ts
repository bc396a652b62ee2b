import { describe, expect, test } from 'vitest';
import { contentHash } from '../../../src/webhooks/drain/content-hash.js';
import { parseDelivery } from '../../../src/webhooks/drain/parse-delivery.js';
import { storableJson } from '../../../src/webhooks/drain/storable.js';
import { envelope, messagesValue } from '../../support/drain.js';

const parse = (payload: unknown) => parseDelivery(Buffer.from(JSON.stringify(payload)), 0).elements;

describe('an element of the wrong type is an error of its own', () => {
  test.each([
    ['a status without an id', { statuses: [{ status: 'sent', timestamp: '1' }] }],
    ['a timestamp in words', { statuses: [{ id: 'w', status: 'sent', timestamp: 'now' }] }],
    [
      'a timestamp in milliseconds',
      { statuses: [{ id: 'w', status: 'sent', timestamp: '1783090000000' }] },
    ],
    ['a message that is a number', { messages: [7] }],
    ['errors that are texts', { errors: ['no'] }],
  ])('%s', (_, parts) => {
    const good = { id: 'w1', status: 'sent', timestamp: '1783090000' };
    const value = messagesValue('1', {
      ...parts,
      statuses: [...('statuses' in parts ? parts.statuses : []), good],
    });

    const elements = parse(envelope('2', 'messages', value));

    expect(elements.filter(({ is }) => is === 'status')).toHaveLength(1);
    expect(elements.filter((element) => element.is === 'other')).toMatchObject([{ fate: 'error' }]);
  });

  test.each([
    ['phone_number_name_update', { decision: 7 }],
    ['account_update', {}],
    ['account_update', null],
    ['business_capability_update', { max_phone_numbers_per_waba: {} }],
  ])('%s', (field, value) => {
    expect(parse(envelope('2', field, value))).toMatchObject([{ fate: 'error', kind: field }]);
  });
});

test('several entries and changes are all read', () => {
  const change = (id: string) => ({
    field: 'messages',
    value: messagesValue('1', { statuses: [{ id, status: 'sent', timestamp: '1' }] }),
  });
  const elements = parse({
    object: 'whatsapp_business_account',
    entry: [
      { id: '2', changes: [change('a'), change('b')] },
      { id: '3', changes: [change('c')] },
    ],
  });
  expect(elements).toMatchObject([{ wamid: 'a' }, { wamid: 'b' }, { wamid: 'c' }]);
});

test('the error says where it is wrong, never what stands there', () => {
  const [element] = parse(envelope('2', 'phone_number_name_update', { decision: ['EAASECRET'] }));
  expect(element).toMatchObject({ error: 'decision: invalid_type' });
});

test('the hash does not depend on the order of keys', () => {
  expect(contentHash({ a: 1, b: [{ c: 2, d: 3 }] })).toBe(
    contentHash({ b: [{ d: 3, c: 2 }], a: 1 }),
  );
  expect(contentHash({ a: 1 })).not.toBe(contentHash({ a: '1' }));
});

test('what Postgres cannot hold is replaced, whole pairs and escaped words stay', () => {
  expect(storableJson({ 'k\0': ['\0', '\ud83d', '😀', '\\u0000'] })).toBe(
    JSON.stringify({ 'k\uFFFD': ['\uFFFD', '\uFFFD', '😀', '\\u0000'] }),
  );
});
