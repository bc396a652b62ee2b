import type { AppDependencies, AppEnv } from '../api/context.js';
import type { Actor } from '../operations/actor.js';
import type { AccountChoice } from './session.js';
import type { LiveHub } from './live/hub.js';

/** Which settings are there; never their values. Shown on the page of the first run. */
export interface Configured {
  readonly appSecret: boolean;
  readonly verifyToken: boolean;
  readonly encryptionKeys: number;
}

/** What the console is made of, beside what the API is made of. */
export interface ConsoleDependencies extends AppDependencies {
  /** Signs the cookie. */
  readonly cookieKey: Buffer;
  readonly live: LiveHub;
  readonly configured: Configured;
  /** In development: who knows it is signed in with the platform key. Null everywhere else. */
  readonly devSignIn: string | null;
}

/** What middleware leaves for pages; `actor` and `accounts` are set on every page behind the sign-in. */
export interface UiEnv {
  Variables: AppEnv['Variables'] & {
    actor: Actor;
    /** The accounts to choose from; empty for a key of one account. */
    accounts: readonly AccountChoice[];
    /** In development: where Meta is played. Null everywhere else. */
    simulatorUrl: string | null;
  };
}
