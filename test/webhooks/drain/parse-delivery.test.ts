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

describe('a part that an element can do without costs it nothing, whatever its type', () => {
  test.each([
    ['its recipient', { recipient_id: 972501234567 }, { recipient: '972501234567' }],
    ['its errors', { errors: [7, { code: {}, error_data: 'x' }] }, { recipient: '' }],
    ['our own mark', { biz_opaque_callback_data: ['x'] }, { callbackData: null }],
  ])('a status and %s', (_, parts, expected) => {
    const status = { id: 'w', status: 'sent', timestamp: '1', ...parts };
    expect(parse(envelope('2', 'messages', messagesValue('1', { statuses: [status] })))).toEqual([
      expect.objectContaining({ is: 'status', raw: JSON.stringify(status), ...expected }),
    ]);
  });

  test('all statuses, beside metadata and contacts of another type', () => {
    const statuses = [{ id: 'w', status: 'sent', timestamp: '1' }];
    const metadata = { phone_number_id: '1', display_phone_number: 15550001111 };
    const value = { metadata, contacts: 'none', statuses };
    expect(parse(envelope('2', 'messages', value))).toMatchObject([{ is: 'status', wamid: 'w' }]);
  });

  test('a name decision, and a restriction without a readable list', () => {
    const name = { display_phone_number: 15550001111, decision: 'DECLINED', rejection_reason: {} };
    expect(parse(envelope('2', 'phone_number_name_update', name, 1))).toMatchObject([
      { is: 'event', target: { by: 'digits', wabaId: '2', digits: '15550001111' } },
    ]);
    const update = { event: 'ACCOUNT_RESTRICTION', restriction_info: 'all', waba_info: 7 };
    expect(parse(envelope('2', 'account_update', update, 1))).toMatchObject([
      { is: 'event', target: { by: 'waba', wabaId: '2' }, meaning: { wakes: true } },
    ]);
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
