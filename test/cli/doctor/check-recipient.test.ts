import { expect, test } from 'vitest';
import { checkRecipient, recipientFields } from '../../../src/cli/doctor/check-recipient.js';

test.each([
  ['US.777001', undefined, 'US.777001 is a business-scoped user id.'],
  [' US.ENT.777001 ', 'IL', 'US.ENT.777001 is a business-scoped user id.'],
  ['+972504370045', undefined, '+972504370045 (IL).'],
  ['0504370045', 'IL', '"0504370045" was read with default_country IL: +972504370045 (IL).'],
])('%s with country %s is told as it was read', (given, country, detail) => {
  expect(checkRecipient(given, country)).toEqual({ check: 'recipient', verdict: 'pass', detail });
});

test('what is neither a number nor a user id fails', () => {
  expect(checkRecipient('US.777 001', undefined)).toMatchObject({
    verdict: 'fail',
    advice: expect.stringContaining('business-scoped user id'),
  });
});

test.each([
  ['US.777001', { to: null, recipient: 'US.777001' }],
  ['0504370045', { to: '0504370045', recipient: null }],
])('%s goes into its field of the API', (given, fields) => {
  expect(recipientFields(given)).toEqual(fields);
});
