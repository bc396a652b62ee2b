import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Logger } from 'pino';
import type { Actor } from '../operations/actor.js';
import type { Dependencies } from '../operations/dependencies.js';
import type { SignupMeta } from '../operations/embedded-signup/ports.js';
import type { IntakeStats } from '../webhooks/intake/stats.js';
import type { Sending } from '../sending/sending.js';
import type { PreflightPort } from '../operations/preflight.js';
import type { RateLimits } from './rate-limit.js';

/** Where a number's run can be looked at; shown to platform keys only. */
export interface WorkflowLink {
  readonly id: string;
  readonly run_id: string | null;
  /** In Temporal Web; null where its address is not known. */
  readonly url: string | null;
}

/** Of the page that shows Embedded Signup. */
export interface SignupPageSettings {
  /** `SIGNUP_CONFIG_ID`: the login configuration. */
  readonly configId: string | undefined;
  /** `SIGNUP_SDK_URL`: who plays Meta's SDK and pop-up in development. */
  readonly sdkUrl: string | undefined;
}

/** Everything the HTTP side is made of. */
export interface AppDependencies extends Dependencies {
  readonly logger: Logger;
  /** What messages are sent with. */
  readonly sending: Sending;
  /** What Meta calls, without a slash at its end. */
  readonly publicUrl: string;
  readonly adminApiKey: string | undefined;
  /** `WEBHOOK_VERIFY_TOKEN` of the app-level callback. */
  readonly webhookVerifyToken: string | undefined;
  /** Further parts of `/readyz` by name (`temporal`); each rejects with what is missing. */
  readonly checks: Readonly<Record<string, () => Promise<void>>>;
  readonly workflowLink: (phoneNumberId: string, runId: string | null) => WorkflowLink;
  readonly version: string;
  /** The only way in which the HTTP side asks Meta something itself. */
  readonly preflight: PreflightPort;
  /** What the intake of webhooks in this process counted; left out where there is none. */
  readonly intakeStats?: () => IntakeStats;
  /** Meta, for what cannot wait for the controller: the code of a sign-up lives 30 s. */
  readonly meta: SignupMeta;
  /** Where Meta's Graph API is asked, for whoever must repeat a request. */
  readonly graphApi: { readonly baseUrl: string; readonly version: string };
  /** What the page that shows Embedded Signup is made with. */
  readonly signupPage?: SignupPageSettings;
  /** How many requests a key may send; the usual where it is left out. */
  readonly rateLimits?: RateLimits;
}

/**
 * What middleware leaves for handlers; `actor` is set on every route under `/v1`. `isLook` is what a handler says of a POST that changed
 * nothing.
 */
export interface AppEnv {
  Variables: { requestId: string; log: Logger; actor: Actor; isLook?: boolean };
}

export type App = OpenAPIHono<AppEnv>;
