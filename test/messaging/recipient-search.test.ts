import { expect, test } from 'vitest';
import { isCountry, searchFor } from '../../src/messaging/recipient-search.js';

test.each([
  ['+972504370045', undefined, '+972504370045', []],
  ['972504370045', undefined, '+972504370045', []],
  // National, and nobody says where: what the sender wrote is all there is.
  ['050-437-0045', undefined, '050-437-0045', []],
  ['050-437-0045', 'IL', '+972504370045', []],
  ['US.13491208655302741918', undefined, 'US.13491208655302741918', []],
  ['nobody', undefined, 'nobody', []],
  // A wa_id of Meta's that is no phone number any more, and one that is.
  ['551187654321', undefined, '+5511987654321', ['5511987654321', '551187654321']],
  ['+55 11 98765-4321', undefined, '+5511987654321', ['5511987654321']],
  ['5215512345678', undefined, '+525512345678', ['525512345678', '5215512345678']],
  ['5491123456789', undefined, '+5491123456789', ['5491123456789']],
])('%s with %s is looked for as %s, and as %j of Meta’s', (text, country, recipient, waIds) => {
  expect(searchFor(text, country)).toMatchObject({
    recipient,
    // Of another country the same digits are somebody else.
    input: country === undefined ? text : null,
    waIds,
  });
});

test.each([
  ['551187654321', ['+5511987654321', '+551187654321']],
  ['5511987654321', ['+5511987654321', '+551187654321']],
  ['5215512345678', ['+525512345678', '+5215512345678']],
  ['541123456789', ['+541123456789', '+5491123456789']],
  ['972504370045', []],
])('Meta may say %s of a message to %j', (text, recipients) => {
  expect(searchFor(text).recipientsOfWaIds).toEqual(recipients);
});

test('countries are written as ISO 3166-1 does, in either case', () => {
  expect(['IL', 'il', 'XX', 'Israel'].map(isCountry)).toEqual([true, true, false, false]);
});
