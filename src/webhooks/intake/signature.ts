import { createHmac, timingSafeEqual } from 'node:crypto';

const SHAPE = /^sha256=([\da-f]{64})$/i;

/** The HMAC that `X-Hub-Signature-256` carries; null for anything that is none. Source: facts/meta.md §4.2. */
export function signatureOf(header: string | string[] | undefined): Buffer | null {
  const [, hex] = typeof header === 'string' ? (SHAPE.exec(header) ?? []) : [];
  return hex === undefined ? null : Buffer.from(hex, 'hex');
}

/**
 * Which of the secrets signed these very bytes, 1 = the first; null: none. Takes the same time wherever two HMACs differ. Never verify
 * JSON that was parsed and written again: Meta escapes other characters than we do.
 */
export function signedBy(
  body: Uint8Array,
  signature: Buffer,
  secrets: readonly string[],
): number | null {
  const nth = secrets.findIndex((secret) =>
    timingSafeEqual(createHmac('sha256', secret).update(body).digest(), signature),
  );
  return nth < 0 ? null : nth + 1;
}
