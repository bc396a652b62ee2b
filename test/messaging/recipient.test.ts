import { expect, test } from 'vitest';
import { readPhone, readUserId } from '../../src/messaging/recipient.js';

test.each([
  ['0504370045', 'IL', '+972504370045', 'IL'],
  ['050-437-0045', 'IL', '+972504370045', 'IL'],
  ['050-437-0045', 'il', '+972504370045', 'IL'],
  ['972504370045', 'IL', '+972504370045', 'IL'],
  ['972504370045', undefined, '+972504370045', 'IL'],
  ['972504370045', 'US', '+972504370045', 'IL'],
  ['+972504370045', undefined, '+972504370045', 'IL'],
  [' +972 (50) 437-0045 ', undefined, '+972504370045', 'IL'],
  ['00972504370045', undefined, '+972504370045', 'IL'],
  ['+1 202-555-0123', 'IL', '+12025550123', 'US'],
  ['٠٥٠٤٣٧٠٠٤٥', 'IL', '+972504370045', 'IL'],
  // Written in full it may be newer than any table of numbering plans.
  ['+1 555 000 1111', undefined, '+15550001111', null],
  ['+1 555 123 4567', undefined, '+15551234567', null],
  ['+972 59 999 9999', undefined, '+972599999999', 'IL'],
  // With one more digit, its 8 would be read as a national prefix: that is no beginning of a mobile number.
  ['+375844332368', undefined, '+375844332368', 'BY'],
  ['+972 3 123 4567', undefined, '+97231234567', 'IL'],
  // The simulator's.
  ['+972500131000', undefined, '+972500131000', 'IL'],
  ['+972500000005', 'US', '+972500000005', 'IL'],
  ['+12025550199', undefined, '+12025550199', 'US'],
  // What Meta answers may differ; what we ask for does not.
  ['+55 11 98765-4321', undefined, '+5511987654321', 'BR'],
  ['+52 1 55 1234 5678', undefined, '+525512345678', 'MX'],
  ['5215512345678', undefined, '+525512345678', 'MX'],
  // The digits that Meta hands out for who is on WhatsApp since before the ninth digit.
  ['551187654321', undefined, '+5511987654321', 'BR'],
  ['+551187654321', undefined, '+5511987654321', 'BR'],
  ['+55 11 8765-4321', 'BR', '+5511987654321', 'BR'],
  ['551187654321', 'IL', '+5511987654321', 'BR'],
  ['(11) 8765-4321', 'BR', '+5511987654321', 'BR'],
  ['554133334444', undefined, '+554133334444', 'BR'],
  // No such area: as it was written.
  ['+552087654321', undefined, '+552087654321', 'BR'],
  ['5491123456789', undefined, '+5491123456789', 'AR'],
  ['541123456789', undefined, '+541123456789', 'AR'],
])('%s with %s is %s', (input, country, id, region) => {
  expect(readPhone(input, country)).toMatchObject({
    ok: true,
    recipient: { kind: 'phone', id, country: region },
  });
});

test.each([
  ['0504370045', undefined, 'default_country'],
  ['12345', 'IL', 'no phone number of IL'],
  ['97250437004', undefined, 'no phone number'],
  ['050437004', 'IL', 'no phone number of IL'],
  ['+97250437004', undefined, 'no phone number: it has too few digits for a number of IL.'],
  ['+97250437004', 'IL', 'too few digits for a number of IL'],
  ['+972 50-437-00', 'US', 'too few digits for a number of IL'],
  ['+97250437', undefined, 'too few digits for a number of IL'],
  ['+49 151 2345678', undefined, 'too few digits for a number of DE'],
  ['+1 555 123 456', undefined, 'too few digits for a number of +1'],
  ['+1 202 555 01234', undefined, 'too many digits for a number of +1'],
  ['+299999999999', undefined, 'no phone number'],
  // As long as a number of that country, and none: guessed digits must be a known one.
  ['15550001111', undefined, 'no phone number'],
  ['+972504370045 ext 5', 'IL', 'has an extension'],
  ['hello', 'IL', 'has no digits'],
  ['0504370045', 'Israel', 'no country code'],
])('%s with %s is told apart', (input, country, words) => {
  const read = readPhone(input, country);
  expect(read).toMatchObject({ ok: false, problem: expect.stringContaining(words) });
});

test.each([
  ['XX', 'country'],
  ['IL', 'recipient'],
])('with %s, it is the %s that is refused', (country, about) => {
  expect(readPhone('050437004', country)).toMatchObject({ ok: false, about });
});

test('says how a national number was read', () => {
  expect(readPhone('0504370045', 'IL')).toMatchObject({
    recipient: { reading: '"0504370045" was read with default_country IL: +972504370045 (IL).' },
  });
});

test('says that one of another country was read as an international number', () => {
  for (const input of ['+1 202-555-0123', '1 202-555-0123'])
    expect(readPhone(input, 'IL')).toMatchObject({
      recipient: { reading: `"${input}" was read as an international number: +12025550123 (US).` },
    });
});

test.each(['US.13491208655302741918', 'US.ENT.13491208655302741918'])('%s is a user id', (id) => {
  expect(readUserId(` ${id} `)).toMatchObject({
    ok: true,
    recipient: { kind: 'user', id, country: 'US' },
  });
});

test.each(['+972504370045', 'us.1', 'US.', 'US.a b'])('%s is no user id', (id) => {
  expect(readUserId(id)).toMatchObject({ ok: false, problem: expect.stringContaining('"to"') });
});
