import { HOUR } from './duration.js';
import type { CodeMemory, Memory } from './memory.js';
import type { Refusal } from './observation.js';

/** No numeric limit is published; "about 1 h to 12 h" is reported. Source: facts/meta.md §1.5, §1.17. */
const COOLDOWNS = [HOUR, 2 * HOUR, 4 * HOUR, 12 * HOUR];
/** "Request code error": a cool-down, or the number is verified already. Source: facts/meta.md §1.5. */
const CODE_NOT_SENT = 136024;

/** What is known before the first code was asked for. */
export const NEVER_ASKED: CodeMemory = {
  requestedAt: 0,
  method: 'SMS',
  sentAt: null,
  cooldownUntil: null,
  refusals: 0,
  refusal: null,
  alreadyVerifiedAt: null,
  verifiedAt: null,
  wrongTries: 0,
};

type Remembered = Pick<Memory, 'code' | 'registeredSeenAt'>;

/** One request for a code, and how it went. Instants in ms. */
export interface CodeRequest {
  readonly method: CodeMemory['method'];
  readonly at: number;
  /** Meta's refusal; null when it accepted, or its answer was lost. */
  readonly refusal: Refusal | null;
  /** The node shows the number as VERIFIED. */
  readonly isVerified: boolean;
  /** When the newest registration attempt was made, which may be what asks for the code; null when there was none. */
  readonly attemptAt: number | null;
  readonly pace: number;
}

/**
 * What is remembered of codes after one more request. A lost answer counts as sent: the code may be on its way, and asking again would only
 * start a cool-down.
 */
export function afterCodeRequest(memory: Remembered, request: CodeRequest): CodeMemory {
  const { method, at, refusal, pace } = request;
  const before = memory.code ?? NEVER_ASKED;
  const asked = { ...before, requestedAt: at, refusal };
  if (refusal === null)
    return { ...asked, method, sentAt: at, cooldownUntil: null, refusals: 0, wrongTries: 0 };

  const refusals = before.refusals + 1;
  if (meansVerified(memory, request, refusal))
    return { ...asked, cooldownUntil: null, refusals, alreadyVerifiedAt: at };
  const ours = COOLDOWNS[Math.min(refusals, COOLDOWNS.length) - 1] ?? HOUR;
  return { ...asked, cooldownUntil: at + (refusal.retryAfterMs ?? ours * pace), refusals };
}

/**
 * When Meta last said that the number it wants verified again is verified; null where it never did, or did something since that speaks
 * against it: sent a code, took one, or showed the number registered.
 */
export function saidVerifiedAt({ code, registeredSeenAt }: Remembered): number | null {
  const said = code?.alreadyVerifiedAt ?? null;
  const isOld = [code?.sentAt, code?.verifiedAt, registeredSeenAt].some(
    (instant) => said !== null && (instant ?? -Infinity) > said,
  );
  return isOld ? null : said;
}

/**
 * 136024 stands for a cool-down and for "verified already". On a number that shows VERIFIED it is read as the second, once: where Meta sent a
 * code since the attempt that asked for it, its own words or a second refusal, after a cool-down, must say so. Source: facts/meta.md §1.5, §3.2.
 */
function meansVerified(
  memory: Remembered,
  { isVerified, attemptAt }: CodeRequest,
  refusal: Refusal,
): boolean {
  const { sentAt = null, refusals = 0 } = memory.code ?? {};
  if (!isVerified || refusal.code !== CODE_NOT_SENT || refusal.retryAfterMs !== null) return false;
  if (saidVerifiedAt(memory) !== null) return false;
  const wasSent = sentAt !== null && sentAt > (attemptAt ?? -Infinity);
  const words = [refusal.title, refusal.details, refusal.message].join(' ');
  return !wasSent || refusals > 0 || /already verified/i.test(words);
}
