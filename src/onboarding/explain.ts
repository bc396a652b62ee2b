import { nextActions } from './actions.js';
import { deadlineOf } from './deadline.js';
import type { Explanation, RegistrationSummary } from './explanation.js';
import { ATTEMPT_LIMIT, AUTOMATIC_LIMIT, budget } from './gate.js';
import type { Ledger } from './ledger.js';
import { reasons, type WaitingOn } from './reasons.js';
import { fillSlots, wordsOf, type Decision } from './sentence.js';
import type { Stage } from './stage.js';
import { untilOf } from './step.js';
import type { World } from './world.js';

/** What the turn knows beside world and decision. Instants in ms. */
export interface Circumstances {
  readonly stage: Stage;
  readonly stageSince: number;
  readonly reasonSince: number;
  readonly nextCheckAt: number | null;
  readonly wokenBy: string;
}

const iso = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

/** The one object that says why, whose move it is, and when we look again. Pure; never leaves a slot of a sentence empty. */
export function explain(
  world: World,
  decision: Decision,
  circumstances: Circumstances,
): Explanation {
  const words = wordsOf(decision);
  const until = untilOf(decision.step);
  return {
    stage: circumstances.stage,
    stage_since: new Date(circumstances.stageSince).toISOString(),
    reason: decision.reason,
    reason_since: new Date(circumstances.reasonSince).toISOString(),
    waiting_on: waitingOn(decision),
    until: iso(until),
    explanation: fillSlots(words.sentence, world, decision),
    action: fillSlots(words.action, world, decision),
    next_actions: nextActions(world, decision, world.at),
    next_check_at: iso(circumstances.nextCheckAt),
    deadline_at: iso(deadlineOf(world)?.at ?? null),
    woken_by: circumstances.wokenBy,
    evidence: evidence(world),
    registration: summarise(world.ledger, world.at),
  };
}

/** Whose move it is; a restriction without an expiry is the customer's, not time's. */
export function waitingOn({ reason, step }: Decision): WaitingOn {
  if (reason === 'restricted' && untilOf(step) === null) return 'customer';
  return reasons[reason].waitingOn;
}

/** Attempts used of Meta's ten, as the API shows them. */
export function summarise(ledger: Ledger, at: number): RegistrationSummary {
  const newest = ledger.registers[0];
  const { used } = budget(ledger.registers, at, ATTEMPT_LIMIT);
  const blocked = ledger.blockedUntil !== null && at < ledger.blockedUntil;
  return {
    used,
    automatic_limit: AUTOMATIC_LIMIT,
    limit: ATTEMPT_LIMIT,
    next_slot_at: iso(budget(ledger.registers, at, AUTOMATIC_LIMIT).nextSlotAt),
    blocked_until: blocked ? iso(ledger.blockedUntil) : null,
    last_attempt:
      newest === undefined
        ? null
        : {
            at: new Date(newest.startedAt).toISOString(),
            outcome: newest.outcome,
            code: newest.refusal?.code ?? null,
            subcode: newest.refusal?.subcode ?? null,
            title: newest.refusal?.title ?? null,
            message: newest.refusal?.message ?? null,
            fbtrace_id: newest.refusal?.fbtraceId ?? null,
            details: newest.refusal?.details ?? null,
            retry_after_ms: newest.refusal?.retryAfterMs ?? null,
          },
  };
}

function evidence(world: World): Explanation['evidence'] {
  const { node } = world.observation;
  if (node.kind !== 'known') {
    return {
      read_at: new Date(node.readAt).toISOString(),
      ...(node.kind === 'refused'
        ? {
            code: String(node.refusal.code),
            message: node.refusal.message,
            fbtrace_id: node.refusal.fbtraceId,
          }
        : { unreadable: node.cause }),
    };
  }
  const { value } = node;
  return {
    status: value.status,
    platform_type: value.platformType,
    code_verification_status: value.codeVerification,
    name_status: value.nameStatus,
    new_name_status: value.newNameStatus,
    is_on_biz_app: value.isOnBizApp,
    read_at: new Date(node.readAt).toISOString(),
  };
}
