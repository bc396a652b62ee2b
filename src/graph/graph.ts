import type { ReadOutcome, WriteOutcome } from './outcome.js';
import type {
  AppSubscription,
  MessageTemplate,
  ExchangedToken,
  PhoneNumberNode,
  SubscribedApp,
  TokenFacts,
  WabaNode,
} from './schemas.js';

/** On whose behalf and at which instant a call is made. */
export interface GraphCaller {
  /** Sent as a Bearer header only, never in a URL; empty: the call carries its own secret. */
  readonly accessToken: string;
  /** The domain's clock in ms; sent as `X-Sim-Now` where the client was made with `sendClock` (tests only). */
  readonly at?: number;
  /** The WABA whose call budget this counts against, for reports. Source: facts/meta.md §1.17. */
  readonly wabaId?: string;
  /** Aborts the call, e.g. when the worker shuts down. An aborted write is `unknown`. */
  readonly signal?: AbortSignal;
}

/** An app of Meta's with its secret. */
export interface GraphApp {
  readonly id: string;
  readonly secret: string;
}

/** A client of Meta's Graph API for one Graph version. Never throws for what Meta or the network does. */
export interface Graph {
  /** Optional node fields that Meta no longer knows and this client stopped asking for. */
  droppedFields(): readonly string[];
  /** `GET /{phone_number_id}` with explicit fields; an optional field Meta no longer knows is dropped and the read repeated. */
  phoneNumber(caller: GraphCaller, phoneNumberId: string): Promise<ReadOutcome<PhoneNumberNode>>;
  /** All pages of `GET /{waba_id}/phone_numbers`. */
  phoneNumbers(caller: GraphCaller, wabaId: string): Promise<ReadOutcome<PhoneNumberNode[]>>;
  waba(caller: GraphCaller, wabaId: string): Promise<ReadOutcome<WabaNode>>;
  subscribedApps(caller: GraphCaller, wabaId: string): Promise<ReadOutcome<SubscribedApp[]>>;
  /** All pages of `GET /{waba_id}/message_templates`. Source: facts/meta.md §1.15. */
  messageTemplates(caller: GraphCaller, wabaId: string): Promise<ReadOutcome<MessageTemplate[]>>;
  /** `GET /debug_token`: needs the app token `{app_id}|{app_secret}` as caller, or the inspected token itself. */
  debugToken(caller: GraphCaller, inspectedToken: string): Promise<ReadOutcome<TokenFacts>>;
  /**
   * `GET /oauth/access_token`: the token for the code of a sign-up, asked for once: a code lives 30 s and works once, so after an answer that
   * was lost (`unreadable`) it may be gone. Source: facts/meta.md §1.12.
   */
  exchangeCode(app: GraphApp, code: string): Promise<ReadOutcome<ExchangedToken>>;
  /** `GET /{app_id}/subscriptions` with the app token as caller. */
  appSubscriptions(caller: GraphCaller, appId: string): Promise<ReadOutcome<AppSubscription[]>>;

  /** `POST /{phone_number_id}/smb_app_data`: the WhatsApp Business app sends its contacts or its history, once each. Source: facts/meta.md §1.16. */
  syncAppData(
    caller: GraphCaller,
    phoneNumberId: string,
    syncType: 'smb_app_state_sync' | 'history',
  ): Promise<WriteOutcome>;
  requestCode(
    caller: GraphCaller,
    phoneNumberId: string,
    request: { method: 'SMS' | 'VOICE'; language: string },
  ): Promise<WriteOutcome>;
  verifyCode(caller: GraphCaller, phoneNumberId: string, code: string): Promise<WriteOutcome>;
  /** Spends one of Meta's 10 attempts per 72 h whatever happens. 60 s timeout. Source: facts/meta.md §1.7. */
  register(
    caller: GraphCaller,
    phoneNumberId: string,
    request: { pin: string; dataLocalizationRegion?: string },
  ): Promise<WriteOutcome>;
  deregister(caller: GraphCaller, phoneNumberId: string): Promise<WriteOutcome>;
  /** `POST /{phone_number_id} {pin}`: sets or replaces the two-step PIN without the old one. */
  setPin(caller: GraphCaller, phoneNumberId: string, pin: string): Promise<WriteOutcome>;
  /** `POST /{phone_number_id} {new_display_name}`: starts a rename review. */
  setDisplayName(
    caller: GraphCaller,
    phoneNumberId: string,
    newDisplayName: string,
  ): Promise<WriteOutcome>;
  /** Phone-level webhook override; an empty URL deletes it. Meta GET-verifies the URL first. Source: facts/meta.md §1.9. */
  setPhoneOverride(
    caller: GraphCaller,
    phoneNumberId: string,
    override: { callbackUrl: string; verifyToken: string },
  ): Promise<WriteOutcome>;
  /** `POST /{waba_id}/subscribed_apps` without a body: subscribes, and clears this app's WABA override. */
  subscribe(caller: GraphCaller, wabaId: string): Promise<WriteOutcome>;
  /** `POST /{waba_id}/subscribed_apps` with `override_callback_uri` and `verify_token`. */
  setWabaOverride(
    caller: GraphCaller,
    wabaId: string,
    override: { callbackUrl: string; verifyToken: string },
  ): Promise<WriteOutcome>;
  unsubscribe(caller: GraphCaller, wabaId: string): Promise<WriteOutcome>;

  /**
   * `POST /{phone_number_id}/messages`. Accepted is what names a message; there is no idempotency key, so a lost reply is `unknown` and must
   * not be repeated. Source: facts/meta.md §1.14.
   */
  sendMessage(
    caller: GraphCaller,
    phoneNumberId: string,
    message: Readonly<Record<string, unknown>>,
  ): Promise<WriteOutcome>;
}
