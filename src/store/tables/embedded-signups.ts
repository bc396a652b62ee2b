import type { Generated, Selectable } from 'kysely';
import type { Refusal } from '../../onboarding/observation.js';
import type { Instant, NullableInstant, NullableJson } from './columns.js';

/**
 * How far a sign-up is: its code is `exchanging`; `granted`: we hold its token, and a number must still be chosen; `connected`; `refused`;
 * `reply_lost`: the code is spent and its token never came; `expired`: nobody chose a number in time, its token is gone; `unfinished`: Meta tells of it, and nobody brought us its code.
 */
export type SignupState =
  'exchanging' | 'granted' | 'connected' | 'refused' | 'reply_lost' | 'expired' | 'unfinished';

/** Why a sign-up is not connected: a problem code, a sentence, Meta's words where Meta refused. */
export interface SignupProblem {
  readonly code: string;
  readonly detail: string;
  readonly refusal?: Refusal | undefined;
}

export interface EmbeddedSignupsTable {
  id: string;
  /** Null: Meta told of it, and nobody brought us its code. */
  account_id: string | null;
  /** The code itself is kept nowhere. */
  code_hmac: string | null;
  waba_id: string | null;
  phone_number_id: string | null;
  business_id: string | null;
  coexistence: Generated<boolean>;
  state: SignupState;
  /** Between the exchange and the choice of a number only. */
  encrypted_token: string | null;
  problem: NullableJson<SignupProblem>;
  actor: string | null;
  request_id: string | null;
  created_at: Instant;
  finished_at: NullableInstant;
  /** When Meta's own webhook told of it. */
  confirmed_at: NullableInstant;
}

export type EmbeddedSignupRow = Selectable<EmbeddedSignupsTable>;
