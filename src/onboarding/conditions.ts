import { canSend, silenceOf } from './live-reason.js';
import { reasonStrings } from './reason-strings.js';
import { reasons, type ReasonCode } from './reasons.js';
import { fillSlots, wordsOf, type Decision } from './sentence.js';
import { isConnected, isRegistered, nameStanding, seen, type Seen } from './situation.js';
import { webhookState } from './webhooks.js';
import type { Answer, Slots } from './rule.js';
import { webhooksNotEffective } from './rules/webhooks.js';
import type { World } from './world.js';

export const CONDITION_TYPES = [
  'accessible',
  'code_verified',
  'name_accepted',
  'registered',
  'connected',
  'webhooks_effective',
  'can_send',
  'can_receive',
] as const;
export type ConditionType = (typeof CONDITION_TYPES)[number];

/**
 * One fact about the number, in the manner of Kubernetes' conditions. `unknown` means "could not read" and is never used as not met.
 * Instants are ISO 8601 UTC.
 */
export interface Condition {
  readonly type: ConditionType;
  readonly status: 'met' | 'not_met' | 'unknown';
  readonly reason: ReasonCode | null;
  readonly message: string;
  readonly since: string;
  readonly read_at: string | null;
}

/** Null = could not be read. The slots are those of the reason; the decision's own serve where it is the same reason. */
type Finding = readonly [status: boolean | null, reason: ReasonCode, slots?: Slots | undefined];

/** The conditions of this observation; `previous` keeps the instant since which each has had its status. */
export function conditionsOf(
  world: World,
  decision: Decision,
  previous: readonly Condition[],
): Condition[] {
  const known = seen(world);
  const { node } = world.observation;
  const readAt = node.kind === 'known' ? new Date(node.readAt).toISOString() : null;
  const findings = known === null ? unread(world, decision) : read(known, decision);

  return CONDITION_TYPES.map((type) => {
    const [met, reason, slots] = findings[type];
    const status = met === null ? 'unknown' : met ? 'met' : 'not_met';
    const before = previous.find((condition) => condition.type === type);
    return {
      type,
      status,
      reason: status === 'not_met' ? reason : null,
      message:
        status === 'not_met'
          ? fillSlots(
              (reason === decision.reason ? wordsOf(decision) : reasonStrings[reason]).sentence,
              world,
              {
                ...decision,
                slots: slots ?? (reason === decision.reason ? decision.slots : {}),
              },
            )
          : MESSAGES[status],
      since: before?.status === status ? before.since : new Date(world.at).toISOString(),
      read_at: readAt ?? before?.read_at ?? null,
    };
  });
}

const MESSAGES = { met: 'Met.', unknown: 'Could not be read.' } as const;

function unread(world: World, decision: Decision): Record<ConditionType, Finding> {
  const refused =
    world.observation.node.kind === 'refused' && reasons[decision.reason].heading === 'reading';
  const passing = decision.reason === 'meta_unreachable' || decision.reason === 'throttled';
  const unknown: Finding = [null, 'meta_unreachable'];
  return {
    accessible: refused && !passing ? [false, decision.reason] : unknown,
    code_verified: unknown,
    name_accepted: unknown,
    registered: unknown,
    connected: unknown,
    webhooks_effective: unknown,
    can_send: unknown,
    can_receive: unknown,
  };
}

function read(world: Seen, decision: Decision): Record<ConditionType, Finding> {
  const { node } = world;
  const registered = isRegistered(node);
  const connected = isConnected(node);
  const webhooks = webhookState(world);
  const sending = canSend(world);
  const notEffective: Answer | null =
    webhooks.effective === false ? webhooksNotEffective(world) : null;
  const webhooksReason = notEffective?.reason ?? 'in_progress';
  const standing = nameStanding(node);
  /** The decision's own reason where it stands under this heading: it is the more exact one. */
  const because = (heading: string, otherwise: ReasonCode): ReasonCode =>
    reasons[decision.reason].heading === heading ? decision.reason : otherwise;
  const unregistered = ['registered', 'name_accepted', 'code_verified'].reduce<ReasonCode>(
    (otherwise, heading) => because(heading, otherwise),
    'in_progress',
  );
  const unconnected = because(
    'connected',
    registered === true ? 'activation_pending' : unregistered,
  );
  const receiving = all(connected, webhooks.effective);
  const silent = receiving === true ? silenceOf(world) : null;
  return {
    accessible:
      decision.reason === 'token_of_other_app' || decision.reason === 'number_not_visible'
        ? [false, decision.reason]
        : [true, 'live'],
    code_verified: [codeVerified(world, registered), because('code_verified', 'code_not_sent')],
    name_accepted: [
      node.newNameStatus === null && node.nameStatus === null ? null : standing === 'accepted',
      NAME_REASONS[standing],
    ],
    registered: [registered, unregistered],
    connected: [connected, unconnected],
    webhooks_effective: [webhooks.effective, webhooksReason, notEffective?.slots],
    can_send:
      connected === false ? [false, unconnected] : [sending.status, sending.reason, sending.slots],
    can_receive:
      webhooks.effective === false
        ? [receiving, webhooksReason, notEffective?.slots]
        : silent !== null
          ? [false, 'silent', silent]
          : [receiving, unconnected],
  };
}

const NAME_REASONS = {
  accepted: 'live',
  refused: 'name_declined',
  none: 'name_missing',
  pending: 'name_pending_review',
} as const satisfies Record<ReturnType<typeof nameStanding>, ReasonCode>;

/** Registered numbers have proved ownership, and EXPIRED is their normal state. Source: facts/meta.md §1.1. */
function codeVerified({ node }: Seen, registered: boolean | null): boolean | null {
  if (node.codeVerification === 'VERIFIED' || registered === true) return true;
  return node.codeVerification === 'NOT_VERIFIED' ? false : null;
}

const all = (one: boolean | null, other: boolean | null): boolean | null =>
  one === false || other === false ? false : one === null || other === null ? null : true;
