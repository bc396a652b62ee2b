import type { Behaviour, Scenario } from '../scenarios/scenario.js';
import type { Callback } from './waba.js';

/**
 * The fields of the phone node that are state and not derived; absent ones are not shown. Values are open strings,
 * because Meta adds words without notice. Source: facts/meta.md §1.1.
 */
export interface NodeState {
  display_phone_number?: string | undefined;
  verified_name?: string | undefined;
  name_status?: string | undefined;
  new_display_name?: string | undefined;
  new_name_status?: string | undefined;
  certificate?: string | undefined;
  new_certificate?: string | undefined;
  code_verification_status?: string | undefined;
  status?: string | undefined;
  platform_type?: string | undefined;
  quality_rating?: string | undefined;
  throughput?: { readonly level: string } | undefined;
  whatsapp_business_manager_messaging_limit?: string | undefined;
  messaging_limit_tier?: string | undefined;
  account_mode?: string | undefined;
  is_pin_enabled?: boolean | undefined;
  is_official_business_account?: boolean | undefined;
  is_on_biz_app?: boolean | undefined;
  is_preverified_number?: boolean | undefined;
  last_onboarded_time?: string | undefined;
  unified_cert_status?: string | undefined;
  search_visibility?: string | undefined;
  country_dial_code?: string | undefined;
  country_code?: string | undefined;
  username?: string | undefined;
  /** Overrides the derived `health_status` where a test wants a special one. */
  health_status?: Readonly<Record<string, unknown>> | undefined;
}

/** One request to `register` or `deregister` that counted, or that a block turned away. */
export interface Attempt {
  readonly at: number;
  readonly outcome: 'accepted' | 'refused' | 'blocked' | 'elsewhere';
  readonly code?: number | undefined;
  readonly subcode?: number | undefined;
  /** Undefined where no PIN was compared. */
  readonly pin_matched?: boolean | undefined;
}

/** Ten requests in 72 h, then a block. Source: facts/meta.md §1.17. */
export interface AttemptWindow {
  attempts: Attempt[];
  blocked_until: number | undefined;
}

/** A verification code that was sent. Source: facts/meta.md §1.5–§1.6. */
export interface SentCode {
  readonly at: number;
  readonly method: string;
  readonly language: string;
  readonly code: string;
  readonly expires_at: number;
  used: boolean;
}

/** A phone number at Meta, with everything Meta knows and does not show. */
export interface PhoneNumber {
  readonly id: string;
  waba_id: string;
  scenario: Scenario;
  /** The scenario's behaviour with what the control side changed. */
  behaviour: Behaviour;
  readonly added_at: number;
  node: NodeState;
  /** Older state that reads show until `until`. */
  lag: { readonly until: number; readonly node: NodeState } | undefined;
  pin: string | undefined;
  /** Wrong PINs since the last right one. */
  wrong_pins: number;
  guess_lock: { readonly until: number; readonly kind: 'too_many' | 'too_fast' } | undefined;
  readonly registrations: AttemptWindow;
  readonly deregistrations: AttemptWindow;
  codes: SentCode[];
  code_cooldown_until: number | undefined;
  /** When the name will be decided by itself; undefined = not by itself. */
  name_decision_at: number | undefined;
  name_rejection_reason: string | undefined;
  /** Instants of accepted renames, for the limit of 10 in 30 days. */
  renames: number[];
  activates_at: number | undefined;
  /** First time this number became CONNECTED, from which `later` changes are counted. */
  connected_at: number | undefined;
  override: Callback | undefined;
  /** How often each refusal of the behaviour was given, by its place. */
  readonly refusals_given: number[];
  /** What lifts a refusal that waits for it. */
  readonly done: Set<'deregistered' | 'verified_again' | 'renamed'>;
  /** What the WhatsApp Business app handed over since the sign-up. */
  shared_app_data: string[];
  /** What people see of the business; undefined until it is first set. */
  business_profile?: Record<string, string | readonly string[]> | undefined;
  replies_spoiled: number;
  /** Calls that would have damaged a coexistence number at the real Meta. */
  harm: number;
}

/** What a read of the node shows at `now`. */
export function shownNode(number: PhoneNumber, now: number): NodeState {
  return number.lag !== undefined && now < number.lag.until ? number.lag.node : number.node;
}

const SENDING_STATUSES: ReadonlySet<string> = new Set([
  'CONNECTED',
  'FLAGGED',
  'RESTRICTED',
  'RATE_LIMITED',
]);

/** Whether messages can leave: registered, and connected if perhaps degraded. Source: facts/meta.md §2.1. */
export function canSend({ platform_type, status = '' }: NodeState): boolean {
  return platform_type === 'CLOUD_API' && SENDING_STATUSES.has(status);
}

/** Whether Meta would route messages of this number to the Cloud API. */
export function isRegistered(number: PhoneNumber): boolean {
  return number.node.platform_type === 'CLOUD_API';
}
