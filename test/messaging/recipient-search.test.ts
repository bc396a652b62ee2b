import { expect, test } from 'vitest';
import { isCountry, searchFor } from '../../src/messaging/recipient-search.js';

test.each([
  ['+972504370045', undefined, ['+972504370045'], []],
  ['972504370045', undefined, ['+972504370045'], []],
  // National, and nobody says where: what the sender wrote is all there is.
  ['050-437-0045', undefined, ['050-437-0045'], []],
  ['050-437-0045', 'IL', ['+972504370045'], []],
  ['US.13491208655302741918', undefined, ['US.13491208655302741918'], []],
  ['nobody', undefined, ['nobody'], []],
  ['+55 11 98765-4321', undefined, ['+5511987654321'], ['5511987654321']],
  ['5215512345678', undefined, ['+525512345678'], ['525512345678', '5215512345678']],
  ['5491123456789', undefined, ['+5491123456789'], ['5491123456789']],
])('%s with %s is looked for as %j, and as %j of Meta’s', (text, country, recipients, waIds) => {
  expect(searchFor(text, country)).toMatchObject({
    recipients,
    // Of another country the same digits are somebody else.
    input: country === undefined ? text : null,
    waIds,
  });
});

test.each([
  ['5511987654321', ['+5511987654321', '+551187654321']],
  ['525512345678', ['+525512345678', '+5215512345678']],
  ['541123456789', ['+541123456789', '+5491123456789']],
  ['972504370045', []],
])('Meta may say %s of a message to %j', (text, recipients) => {
  expect(searchFor(text).recipientsOfWaIds).toEqual(recipients);
});

test('a wa_id that lacks a digit is looked for as it is, whether or not it is read as another number', () => {
  expect(searchFor('551187654321').waIds).toContain('551187654321');
  expect(searchFor('551187654321').recipientsOfWaIds).toContain('+5511987654321');
  expect(searchFor('+55 11 8765-4321').recipients).toContain('+551187654321');
});

test('countries are written as ISO 3166-1 does, in either case', () => {
  expect(['IL', 'il', 'XX', 'Israel'].map(isCountry)).toEqual([true, true, false, false]);
});

test('what is no number of the country is looked for as it was written', () => {
  expect(searchFor('nobody', 'IL')).toMatchObject({ recipients: ['nobody'], input: 'nobody' });
});
