import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import type { EventEndpointRow } from '../store/tables.js';
import { owners, type Vault } from '../store/vault.js';

/** Bytes of a secret. Source: Standard Webhooks, "Signature scheme": 24 to 64. */
const BYTES = 32;

/** How long the secret before signs too after a rotation, ms. */
export const OVERLAP = 24 * 3_600_000;

/** A new secret, as its owner gets it. */
export const newSecret = (): string => `whsec_${randomBytes(BYTES).toString('base64')}`;

/** Signs with one secret. */
export type Signer = Pick<Webhook, 'sign'>;

/** Whose secrets are asked for. */
export type Secretive = Pick<
  EventEndpointRow,
  'id' | 'encrypted_secret' | 'encrypted_previous_secret' | 'previous_secret_until'
>;

/** Secrets kept open. */
const MANY = 1_000;

/** Says who signs for an endpoint at an instant: its secret, and for a while after a rotation the one before. */
export function createSigning(vault: Vault): (endpoint: Secretive, at: number) => Signer[] {
  const opened = new Map<string, Signer>();
  const open = (sealed: string, id: string): Signer => {
    const known = opened.get(sealed);
    if (known !== undefined) return known;
    if (opened.size >= MANY) opened.clear();
    const signer = new Webhook(vault.decrypt(sealed, owners.endpointSecret(id)));
    opened.set(sealed, signer);
    return signer;
  };
  return ({ id, encrypted_secret, encrypted_previous_secret, previous_secret_until }, at) => {
    const overlaps = (previous_secret_until?.getTime() ?? 0) > at;
    return [
      open(encrypted_secret, id),
      ...(overlaps && encrypted_previous_secret !== null
        ? [open(encrypted_previous_secret, id)]
        : []),
    ];
  };
}

/** The headers of Standard Webhooks; with several secrets any of the signatures may be verified. */
export function signedHeaders(
  signers: readonly Signer[],
  id: string,
  at: number,
  body: string,
): Record<string, string> {
  return {
    'content-type': 'application/json',
    'user-agent': 'OnboardNumber',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at / 1_000)),
    'webhook-signature': signers.map((signer) => signer.sign(id, new Date(at), body)).join(' '),
  };
}
