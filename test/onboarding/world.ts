import type { FailureClass } from '../../src/graph/failure-class.js';
import { DAY, HOUR, MINUTE } from '../../src/onboarding/duration.js';
import type { Attempt, Ledger } from '../../src/onboarding/ledger.js';
import type { CodeMemory, Memory, WriteMemory } from '../../src/onboarding/memory.js';
import type { HealthEntity, PhoneNode } from '../../src/onboarding/normalise.js';
import type { Observation, Read, Refusal } from '../../src/onboarding/observation.js';
import type { NumberFacts, PendingIntent, World } from '../../src/onboarding/world.js';

/** A Wednesday, noon UTC. */
export const AT = Date.UTC(2026, 10, 18, 12);
export const CALLBACK = 'https://us.example/webhooks/whatsapp/106000000000001';
export const APP_CALLBACK = 'https://us.example/webhooks/whatsapp';

/** What a world differs in from the usual one; see `makeWorld`. */
export interface Parts {
  readonly at?: number;
  readonly pace?: number;
  readonly ourAppId?: string | null;
  readonly node?: Partial<PhoneNode> | Read<PhoneNode>;
  readonly number?: Partial<NumberFacts>;
  /** Attempts newest first. */
  readonly registers?: readonly Attempt[];
  readonly deregisters?: readonly Attempt[];
  readonly blockedUntil?: number;
  readonly deregisterBlockedUntil?: number;
  readonly pin?: Partial<Ledger['pin']>;
  readonly memory?: Memory;
  readonly intents?: readonly PendingIntent[];
  readonly observed?: Partial<Observation>;
}

/** Verified, name approved, never registered. Source: facts/meta.md §0.4.1. */
export const NODE: PhoneNode = {
  displayPhoneNumber: '+1 201-555-0123',
  verifiedName: 'Example Store',
  status: 'PENDING',
  platformType: 'NOT_APPLICABLE',
  codeVerification: 'VERIFIED',
  nameStatus: 'APPROVED',
  newDisplayName: null,
  newNameStatus: null,
  hasNewCertificate: false,
  isOnBizApp: false,
  isPinEnabled: null,
  qualityRating: 'UNKNOWN',
  throughputLevel: 'NOT_APPLICABLE',
  messagingLimit: null,
  accountMode: 'LIVE',
  isOfficialBusinessAccount: false,
  lastOnboardedAt: null,
  canSend: null,
  health: [],
  callbacks: { read: true, phoneNumber: CALLBACK, waba: null, application: APP_CALLBACK },
};

const NUMBER: NumberFacts = {
  phoneNumberId: '106000000000001',
  wabaId: '102000000000001',
  mode: 'standard',
  desired: 'live',
  release: null,
  paused: null,
  pinPolicy: 'replace',
  reregisterPolicy: 'ask',
  wantedCallback: CALLBACK,
  ourAppCallback: APP_CALLBACK,
  verification: null,
  signedUpAt: null,
  coexistenceExpected: false,
  createdAt: AT - 30 * DAY,
  liveAt: null,
  stage: 'verifying',
  stageSince: AT - HOUR,
  reason: 'in_progress',
  reasonSince: AT - HOUR,
  wabaStillNeeded: false,
  traffic: { usualGapMs: null, lastReceivedAt: null },
  restrictions: [],
};

/** The usual world, verified and ready to register, subscribed, callback set, empty ledger, but for these parts. */
export function makeWorld(parts: Parts = {}): World {
  const at = parts.at ?? AT;
  return {
    at,
    pace: parts.pace ?? 1,
    ourAppId: parts.ourAppId === undefined ? '100' : parts.ourAppId,
    number: { ...NUMBER, ...parts.number },
    observation: {
      node: isRead(parts.node)
        ? parts.node
        : { kind: 'known', value: { ...NODE, ...parts.node }, readAt: at },
      subscription: known({ subscribed: true, wabaOverride: null }, at),
      appWebhooks: known({ callbackUrl: APP_CALLBACK, messagesField: true }, at),
      token: null,
      waba: null,
      ...parts.observed,
    },
    ledger: {
      registers: parts.registers ?? [],
      deregisters: parts.deregisters ?? [],
      blockedUntil: parts.blockedUntil ?? null,
      deregisterBlockedUntil: parts.deregisterBlockedUntil ?? null,
      pin: {
        state: 'none',
        changedAt: null,
        supplied: false,
        isReplacementOpen: false,
        ...parts.pin,
      },
    },
    memory: parts.memory ?? {},
    intents: parts.intents ?? [],
  };
}

const isRead = (node: Parts['node']): node is Read<PhoneNode> =>
  node !== undefined && 'kind' in node;

export const known = <T>(value: T, readAt = AT): Read<T> => ({ kind: 'known', value, readAt });

/** Meta refused a read with this. */
export const readRefused = (failure: FailureClass, more: Partial<Refusal> = {}): Read<never> => ({
  kind: 'refused',
  refusal: refusal(failure, more),
  readAt: AT,
});

export const TIMEOUT: Read<never> = { kind: 'unreadable', cause: 'timeout', readAt: AT };
export const SERVER_ERROR: Read<never> = { kind: 'unreadable', cause: 'server_error', readAt: AT };

export const refusal = (failure: FailureClass, more: Partial<Refusal> = {}): Refusal => ({
  class: failure,
  code: 100,
  subcode: null,
  title: null,
  message: `Meta says ${failure}`,
  details: null,
  fbtraceId: 'AbC123',
  retryAfterMs: null,
  ...more,
});

const attempt = (startedAt: number, more: Partial<Attempt>): Attempt => ({
  id: `attempt at ${startedAt}`,
  startedAt,
  outcome: 'unknown',
  refusal: null,
  purpose: 'first',
  ...more,
});

/** An attempt that Meta refused so long ago. */
export const refused = (
  failure: FailureClass,
  agoMs: number,
  { purpose = 'first', ...more }: Partial<Refusal> & Pick<Partial<Attempt>, 'purpose'> = {},
): Attempt => attempt(AT - agoMs, { outcome: 'refused', refusal: refusal(failure, more), purpose });

export const accepted = (agoMs: number, more: Partial<Attempt> = {}): Attempt =>
  attempt(AT - agoMs, { outcome: 'accepted', ...more });

/** An attempt whose answer never came. */
export const lost = (agoMs: number, more: Partial<Attempt> = {}): Attempt =>
  attempt(AT - agoMs, more);

/** So many attempts, the newest `agoMs` ago, an hour apart, that Meta refused with this. */
export const manyRefused = (
  count: number,
  failure: FailureClass = 'transient',
  agoMs = 2 * HOUR,
): Attempt[] => Array.from({ length: count }, (_, n) => refused(failure, agoMs + n * HOUR));

/** A person pressed Retry a minute ago, seeing this attempt as the newest. */
export const consent = (
  seen: Attempt | null = null,
  more: Partial<PendingIntent & { kind: 'retry' }> = {},
): PendingIntent => ({
  id: 'consent',
  kind: 'retry',
  createdAt: AT - MINUTE,
  actor: 'Ada',
  lastAttemptId: seen?.id ?? null,
  ...more,
});

export const wish = (
  kind: 'submit_code' | 'replace_pin' | 'rename' | 'repair_webhooks' | 'check',
  agoMs = MINUTE,
): PendingIntent => ({ id: kind, kind, createdAt: AT - agoMs });

export const sendCode = (method: 'SMS' | 'VOICE' = 'SMS'): PendingIntent => ({
  id: 'send_code',
  kind: 'send_code',
  createdAt: AT - MINUTE,
  method,
  language: 'en_US',
});

/** A repeated write as it is remembered. */
export const wrote = (
  outcome: WriteMemory['outcome'],
  agoMs: number,
  more: Partial<NonNullable<Memory['override']>> = {},
): NonNullable<Memory['override']> => ({
  failures: outcome === 'accepted' ? 0 : 1,
  lastAt: AT - agoMs,
  outcome,
  refusal: outcome === 'refused' ? refusal('unknown') : null,
  accepted: outcome === 'accepted' ? [AT - agoMs] : [],
  ...more,
});

/** A code sent so long ago. */
export const codeSent = (agoMs: number, more: Partial<CodeMemory> = {}): CodeMemory => ({
  requestedAt: AT - agoMs,
  method: 'SMS',
  sentAt: AT - agoMs,
  cooldownUntil: null,
  refusals: 0,
  refusal: null,
  alreadyVerifiedAt: null,
  verifiedAt: null,
  wrongTries: 0,
  ...more,
});

export const entity = (
  type: string,
  canSend: string,
  ...errors: { code: number; description?: string }[]
): HealthEntity => ({
  type,
  canSend,
  errors: errors.map(({ code, description = `error ${code}` }) => ({
    code,
    description,
    solution: null,
  })),
  notes: [],
});

// --- nodes that many rows speak of ---

export const LIVE: Partial<PhoneNode> = { status: 'CONNECTED', platformType: 'CLOUD_API' };
export const ACTIVATING: Partial<PhoneNode> = { status: 'PENDING', platformType: 'CLOUD_API' };
export const IN_REVIEW: Partial<PhoneNode> = { nameStatus: 'PENDING_REVIEW' };
export const UNVERIFIED: Partial<PhoneNode> = { codeVerification: 'NOT_VERIFIED' };

/** A WABA in this state, with the ids of all its numbers where they were listed. */
export const waba = (
  canSend: string | null,
  listedNumbers: readonly string[] | null = null,
): Partial<Observation> => ({
  waba: known({
    name: 'Example',
    portfolioId: '777',
    reviewStatus: 'APPROVED',
    canSend,
    listedNumbers,
  }),
});

export const subscription = (
  subscribed: boolean,
  wabaOverride: string | null = null,
): Partial<Observation> => ({ subscription: known({ subscribed, wabaOverride }) });

/** No callback of ours anywhere on the number. */
export const NO_OVERRIDE: Partial<PhoneNode> = {
  callbacks: { read: true, phoneNumber: null, waba: null, application: APP_CALLBACK },
};
