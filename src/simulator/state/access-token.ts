import { randomBytes } from 'node:crypto';

/** Both permissions the product needs. Source: facts/meta.md §1.0. */
export const ALL_SCOPES: readonly string[] = [
  'whatsapp_business_management',
  'whatsapp_business_messaging',
];

/** A system user's token: the app it belongs to and the WABAs it may touch. Source: facts/meta.md §1.12. */
export interface AccessToken {
  readonly text: string;
  app_id: string;
  /** WABA ids in the order they were granted. */
  readonly waba_ids: Set<string>;
  scopes: readonly string[];
  issued_at: number;
  /** On the simulated clock; undefined = never. */
  expires_at: number | undefined;
  /** When the access to data ends although the token lives on; undefined = never. */
  data_access_expires_at: number | undefined;
  /** Set when the token dies before its time. */
  ended: TokenEnding | undefined;
}

/** Why a token no longer works. Source: facts/meta.md §3.1 (190). */
export type TokenEnding = 'expired' | 'invalidated';

/** A new token in Meta's look. */
export function makeTokenText(): string {
  return `EAA${randomBytes(24).toString('hex')}`;
}
