import { instant } from './instant.js';
import type { ReasonCode } from './reasons.js';
import { renameDueAt } from './rename-due.js';
import { restrictionsAt, restrictionsInWords } from './restrictions.js';
import type { Slots } from './rule.js';
import { inWords, silence } from './silence.js';
import { isRenameApproved, senderIsRejected, type Seen } from './situation.js';
import { webhookState } from './webhooks.js';

const RENAME_DEADLINE_DAYS = 14;
const DAY_MS = 86_400_000;
/** Calling by SIP is off: nothing about messages. Source: facts/meta.md §0.4.15, §1.2. */
const CALLING_ERRORS: readonly number[] = [138024, 138025];

/**
 * Whether messages can be sent, from what became of sends, `health_status` and the number's standing: outcomes count more than promises.
 * Source: facts/meta.md §1.2.
 */
export function canSend(
  world: Pick<Seen, 'at' | 'node' | 'memory' | 'ledger'> & {
    readonly number: Pick<Seen['number'], 'restrictions'>;
  },
): {
  status: boolean | null;
  reason: ReasonCode;
  slots: Slots;
  /** When it will be otherwise, ms, where Meta said so. */
  until?: number;
} {
  const { node } = world;
  if (senderIsRejected(world)) return { status: false, reason: 'sender_rejected', slots: {} };
  const errors = node.health.flatMap((entity) =>
    entity.errors
      .filter(({ code }) => code === null || !CALLING_ERRORS.includes(code))
      .map((error) => ({ ...error, entity })),
  );
  const blocking = errors.filter(({ entity }) => entity.canSend === 'BLOCKED');
  if (blocking.some(({ code }) => code === 141006))
    return { status: false, reason: 'payment_missing', slots: {} };
  const is555 = node.displayPhoneNumber?.replace(/\D/g, '').startsWith('1555') === true;
  if (
    is555 &&
    node.nameStatus !== null &&
    node.nameStatus !== 'APPROVED' &&
    node.canSend !== 'AVAILABLE'
  ) {
    return { status: false, reason: 'approved_name_required', slots: {} };
  }
  const restrictions = restrictionsAt(world.number.restrictions, world.at);
  if (restrictions[0] !== undefined) {
    return {
      status: false,
      reason: 'restricted',
      slots: { restriction: restrictionsInWords(restrictions) },
      until: restrictions[0].expiresAt,
    };
  }
  if (node.status === 'RESTRICTED' || node.status === 'RATE_LIMITED') {
    return { status: false, reason: 'restricted', slots: { restriction: `status ${node.status}` } };
  }
  const [first] = blocking;
  if (node.canSend === 'BLOCKED') {
    const said = [first?.code ?? null, first?.description?.trim() ?? ''].filter(Boolean).join(': ');
    return {
      status: false,
      reason: 'restricted',
      slots: { restriction: said === '' ? 'health status BLOCKED' : said },
    };
  }
  return { status: node.canSend === null ? null : true, reason: 'live', slots: {} };
}

/** Nothing has come although something usually does; the slots of its sentence, or null. */
export function silenceOf({ number, at }: Pick<Seen, 'number' | 'at'>): Slots | null {
  const silent = silence(number.traffic, number.stage === 'live' ? number.stageSince : at, at);
  return silent && { duration: inWords(silent.lasts), usual: inWords(silent.usual) };
}

/** When live: the first thing that is not met, else a rename that waits, else `live`. */
export function liveReason(world: Seen): {
  reason: ReasonCode;
  slots: Slots;
  until: number | null;
} {
  const sending = canSend(world);
  if (sending.status === false) {
    return { reason: sending.reason, slots: sending.slots, until: sending.until ?? null };
  }
  const silent = silenceOf(world);
  if (silent !== null) return { reason: 'silent', slots: silent, until: null };
  const { node, memory, at } = world;
  if (isRenameApproved(node) && !isRegisteredSince(world, memory.renameApprovedAt ?? at)) {
    const deadline = (memory.renameApprovedAt ?? at) + RENAME_DEADLINE_DAYS * DAY_MS;
    const slots = {
      name: node.newDisplayName ?? node.verifiedName ?? '',
      deadline: instant(deadline),
    };
    if (at >= deadline) return { reason: 'rename_lapsed', slots, until: null };
    const dueAt = renameDueAt(world);
    return {
      reason: 'rename_waiting',
      slots,
      until: dueAt !== null && dueAt > at ? dueAt : null,
    };
  }
  const slots = { url: webhookState(world).callback.effective ?? '' };
  return { reason: 'live', slots, until: null };
}

const isRegisteredSince = ({ ledger }: Seen, since: number): boolean =>
  ledger.registers.some(({ outcome, startedAt }) => outcome === 'accepted' && startedAt >= since);
