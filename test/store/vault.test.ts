import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { createVault, owners, type Vault, type VaultKey } from '../../src/store/vault.js';

const key = (id: string): VaultKey => ({ id, key: randomBytes(32) });
const [OLD, NEW] = [key('2025'), key('2026')];
const SECRET = 'EAAJB…PIN 012345 ☎';

/** Changes one byte of what is sealed. */
function flip(ciphertext: string, index: number): string {
  const [version, id, sealed = ''] = ciphertext.split(':');
  const bytes = Buffer.from(sealed, 'base64');
  bytes[index < 0 ? bytes.length + index : index]! ^= 1;
  return `${version}:${id}:${bytes.toString('base64')}`;
}

describe('a secret opens again', () => {
  const vault = createVault([NEW]);

  test.each([SECRET, '', '0', 'x'.repeat(10_000)])('%#', (plaintext) => {
    expect(vault.decrypt(vault.encrypt(plaintext, 'o'), 'o')).toBe(plaintext);
  });

  test('its ciphertext names the key and shows nothing of it', () => {
    const ciphertext = vault.encrypt(SECRET, 'o');
    expect(ciphertext).toMatch(/^v1:2026:[A-Za-z0-9+/=]+$/);
    expect(Buffer.from(ciphertext.split(':')[2]!, 'base64').toString('latin1')).not.toContain(
      '012345',
    );
  });

  test('the same secret never looks the same', () => {
    const seen = Array.from({ length: 50 }, () => vault.encrypt('012345', 'o'));
    expect(new Set(seen).size).toBe(50);
  });
});

describe('it does not open', () => {
  const vault = createVault([NEW]);
  const ciphertext = vault.encrypt(SECRET, owners.pin('1'));

  test('in another row or column', () => {
    expect(() => vault.decrypt(ciphertext, owners.pin('2'))).toThrow();
    expect(() => vault.decrypt(ciphertext, owners.token('1'))).toThrow();
  });

  test.each([0, 11, 12, -17, -16, -1])('with byte %i changed', (index) => {
    expect(() => vault.decrypt(flip(ciphertext, index), owners.pin('1'))).toThrow();
  });

  test('with its end cut off, also within the tag', () => {
    const [version, id, sealed = ''] = ciphertext.split(':');
    for (const kept of [0, 5, 12, 20, 27, 28, 40]) {
      const cut = Buffer.from(sealed, 'base64').subarray(0, kept).toString('base64');
      expect(() => vault.decrypt(`${version}:${id}:${cut}`, owners.pin('1'))).toThrow();
    }
  });

  test('without its key: the message names the key and the column, never the secret', () => {
    const other = createVault([OLD]);
    expect(() => other.decrypt(ciphertext, owners.pin('1'))).toThrow(
      'no key "2026" in ENCRYPTION_KEYS opens phone_numbers_seen/encrypted_pin/1',
    );
  });

  test('with another key of the same id', () => {
    const other = createVault([{ id: '2026', key: randomBytes(32) }]);
    expect(() => other.decrypt(ciphertext, owners.pin('1'))).toThrow();
  });

  test.each(['', 'v1', 'v2:2026:AAAA', 'plain text', 'v1:2026:', 'v1::AAAA'])(
    'when it is no ciphertext: %j',
    (text) => {
      expect(() => vault.decrypt(text, 'o')).toThrow();
    },
  );
});

describe('rotation', () => {
  const before = createVault([OLD]);
  const after = createVault([NEW, OLD]);

  test('the new key encrypts, the old one still opens', () => {
    const ciphertext = before.encrypt(SECRET, 'o');
    expect(after.decrypt(ciphertext, 'o')).toBe(SECRET);
    expect(after.encrypt(SECRET, 'o')).toMatch(/^v1:2026:/);
  });

  test('writing anew what is not current ends it', () => {
    const ciphertext = before.encrypt(SECRET, 'o');
    expect([before.isCurrent(ciphertext), after.isCurrent(ciphertext)]).toEqual([true, false]);
    const again = after.encrypt(after.decrypt(ciphertext, 'o'), 'o');
    expect(after.isCurrent(again)).toBe(true);
    expect(createVault([NEW]).decrypt(again, 'o')).toBe(SECRET);
  });

  test('a key whose id begins like the current one’s is not current', () => {
    const ciphertext = createVault([key('20')]).encrypt('x', 'o');
    expect(createVault([key('2')]).isCurrent(ciphertext)).toBe(false);
  });

  test('digests stay the same while the oldest key stays in the ring', () => {
    expect(after.digest('t')).toBe(before.digest('t'));
    expect(createVault([NEW]).digest('t')).not.toBe(before.digest('t'));
  });
});

test('equal texts have equal digests, and a digest says nothing else', () => {
  const vault: Vault = createVault([NEW]);
  expect(vault.digest('a token')).toBe(vault.digest('a token'));
  expect(vault.digest('a token')).not.toBe(vault.digest('a tokem'));
  expect(vault.digest('a token')).toMatch(/^[0-9a-f]{64}$/);
});

test('an empty ring is refused', () => {
  expect(() => createVault([])).toThrow('ENCRYPTION_KEYS holds no key');
});

test('no two columns share an owner', () => {
  const all = Object.values(owners).map((owner) => owner('1'));
  expect(new Set(all).size).toBe(all.length);
});
