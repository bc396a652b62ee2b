import type { Identity, Instant, Json, NullableInstant, NullableJson } from './columns.js';

export interface AccountsTable {
  id: Identity;
  name: string;
  created_at: Instant;
  /** When its end began; it is closed once its last number is released. */
  closing_at: NullableInstant;
}

export const SCOPES = ['read', 'operate', 'send', 'admin'] as const;

/** `read`, `operate` (retry, check, codes, PIN), `send`, `admin` (numbers, tokens, keys, endpoints). */
export type Scope = (typeof SCOPES)[number];

export interface ApiKeysTable {
  id: string;
  /** SHA-256 of the key, hex; the key itself is shown once and kept nowhere. */
  hash: string;
  prefix: string;
  /** Null: a platform key, which acts for any account. */
  account_id: string | null;
  name: string | null;
  scopes: Scope[];
  created_at: Instant;
  last_used_at: NullableInstant;
  expires_at: NullableInstant;
  revoked_at: NullableInstant;
}

export interface IdempotencyKeysTable {
  account_id: string;
  route: string;
  key: string;
  body_hmac: string;
  state: 'running' | 'finished';
  status: number | null;
  response: NullableJson<unknown>;
  headers: NullableJson<Record<string, string>>;
  created_at: Instant;
  expires_at: Instant;
}

export interface AuditLogTable {
  id: Identity;
  account_id: string | null;
  at: Instant;
  key_id: string | null;
  actor: string;
  action: string;
  subject: string;
  request_id: string | null;
  details: Json<Record<string, unknown>>;
}
