import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';

/** One key of the ring; `key` has 32 bytes. */
export interface VaultKey {
  readonly id: string;
  readonly key: Buffer;
}

/** Encrypts what must not be read from a dump, a log or a history: tokens, PINs, codes, verify tokens. */
export interface Vault {
  /** AES-256-GCM under the first key. `owner` (table, column, row id) is bound in: a ciphertext moved to another row does not open. */
  encrypt(plaintext: string, owner: string): string;
  /** @throws Error when the key is not in the ring, the owner differs, or a byte was changed */
  decrypt(ciphertext: string, owner: string): string;
  /** Equal texts have equal digests; says nothing else about them. Made with the last key of the ring, so that rotation keeps it. */
  digest(text: string): string;
  /** False when an older key made this ciphertext: writing it anew finishes a rotation. */
  isCurrent(ciphertext: string): boolean;
}

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** A vault over the ring of `ENCRYPTION_KEYS`: the first key encrypts, all decrypt. @throws Error for an empty ring */
export function createVault(ring: readonly VaultKey[]): Vault {
  const [current] = ring;
  const oldest = ring.at(-1);
  if (current === undefined || oldest === undefined)
    throw new Error('ENCRYPTION_KEYS holds no key');
  const keys = new Map(ring.map(({ id, key }) => [id, key]));
  const digestKey = Buffer.from(hkdfSync('sha256', oldest.key, '', 'onboard-number digest', 32));

  return {
    encrypt(plaintext, owner) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', current.key, nonce).setAAD(Buffer.from(owner));
      const sealed = Buffer.concat([
        nonce,
        cipher.update(plaintext, 'utf8'),
        cipher.final(),
        cipher.getAuthTag(),
      ]);
      return `v1:${current.id}:${sealed.toString('base64')}`;
    },
    decrypt(ciphertext, owner) {
      const [version, id = '', sealed = ''] = ciphertext.split(':');
      const key = keys.get(id);
      if (version !== 'v1' || key === undefined)
        throw new Error(`no key "${id}" in ENCRYPTION_KEYS opens ${owner}`);
      const bytes = Buffer.from(sealed, 'base64');
      const nonce = bytes.subarray(0, NONCE_BYTES);
      const tag = bytes.subarray(-TAG_BYTES);
      const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES })
        .setAAD(Buffer.from(owner))
        .setAuthTag(tag);
      return (
        decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES), undefined, 'utf8') +
        decipher.final('utf8')
      );
    },
    digest: (text) => createHmac('sha256', digestKey).update(text).digest('hex'),
    isCurrent: (ciphertext) => ciphertext.startsWith(`v1:${current.id}:`),
  };
}

/** The `owner` of each encrypted column, so that writer and reader cannot differ. */
export const owners = {
  token: (id: string) => `tokens/encrypted_token/${id}`,
  pin: (phoneNumberId: string) => `phone_numbers_seen/encrypted_pin/${phoneNumberId}`,
  verifyToken: (id: string) => `numbers/encrypted_verify_token/${id}`,
  signupToken: (id: string) => `embedded_signups/encrypted_token/${id}`,
  intent: (id: string) => `intents/encrypted_payload/${id}`,
  messageRequest: (id: string) => `messages/request/${id}`,
  idempotentAnswer: (slot: string) => `idempotency_keys/response/${slot}`,
  endpointSecret: (id: string) => `event_endpoints/encrypted_secret/${id}`,
} as const;
