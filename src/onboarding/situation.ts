import type { Attempt } from './ledger.js';
import type { PhoneNode } from './normalise.js';
import type { World } from './world.js';

/** A world whose node could be read: what every row after the reading rows works on. */
export interface Seen extends World {
  readonly node: PhoneNode;
}

/** The world with its node, or null while Meta does not show it. */
export function seen(world: World): Seen | null {
  const { node } = world.observation;
  return node.kind === 'known' ? { ...world, node: node.value } : null;
}

const DEGRADED = ['FLAGGED', 'RESTRICTED', 'RATE_LIMITED'];
const ACTIVATING = ['PENDING', 'UNVERIFIED', 'UNKNOWN'];
export const NAME_ACCEPTED: readonly string[] = ['APPROVED', 'AVAILABLE_WITHOUT_REVIEW'];
const NAME_REFUSED = ['DECLINED', 'EXPIRED'];
const NAME_NONE = ['NONE', 'NON_EXISTS'];

/** Sticky once set; the node's marker or Meta's own refusal sets it. Such a number is never registered, deregistered or sent a code. Source: facts/meta.md §2.6. */
export function isCoexistence({ number, observation, ledger, memory }: World): boolean {
  const { node } = observation;
  const refusals = [
    ledger.registers[0]?.refusal,
    ledger.deregisters[0]?.refusal,
    memory.code?.refusal,
  ];
  return (
    number.mode === 'coexistence' ||
    (node.kind === 'known' && node.value.isOnBizApp === true) ||
    refusals.some((refusal) => refusal?.class === 'coexistence')
  );
}

/** Embedded signup said coexistence and the node does not say otherwise. */
export function mayBeCoexistence(world: Seen): boolean {
  return (
    isCoexistence(world) || (world.number.coexistenceExpected && world.node.isOnBizApp === null)
  );
}

/** `true`, `false`, or null where the combination is not one we know. Source: facts/meta.md §2.1. */
export function isRegistered({ platformType, status, health }: PhoneNode): boolean | null {
  if (platformType === 'CLOUD_API') return true;
  if (platformType === null) {
    // "Absent" means unregistered only beside a status that no registered number has.
    return status === null || DEGRADED.includes(status) ? null : status === 'CONNECTED';
  }
  if (platformType !== 'NOT_APPLICABLE' && platformType !== 'ON_PREMISE') return null;
  if (status !== 'CONNECTED' || platformType === 'ON_PREMISE') return false;
  // Connected but "not applicable", reported once: the health entity decides.
  const phone = health.find(({ type }) => type === 'PHONE_NUMBER');
  if (phone?.errors.some(({ code }) => code === 141000) === true) return false;
  return phone?.canSend === 'AVAILABLE' || phone?.canSend === 'LIMITED' ? true : null;
}

/** Registered, and Meta carries its messages. */
export function isConnected(node: PhoneNode): boolean | null {
  const registered = isRegistered(node);
  if (registered !== true) return registered;
  return node.status === 'CONNECTED' || (node.status !== null && DEGRADED.includes(node.status));
}

/** Registered here and waiting for Meta to connect it. */
export const isActivating = ({ platformType, status }: PhoneNode): boolean =>
  platformType === 'CLOUD_API' && (status === null || ACTIVATING.includes(status));

/** Unknown registration counts as registered here, so that nothing is ever written on a state we do not understand. */
export const isUnregistered = (node: PhoneNode): boolean => isRegistered(node) === false;

/** The name's standing: `new_name_status` while a change is pending, else `name_status`. */
export function nameStanding(node: PhoneNode): 'accepted' | 'refused' | 'none' | 'pending' {
  const status = node.newNameStatus ?? node.nameStatus;
  if (status === null) return 'pending';
  if (NAME_ACCEPTED.includes(status)) return 'accepted';
  if (NAME_REFUSED.includes(status)) return 'refused';
  return NAME_NONE.includes(status) ? 'none' : 'pending';
}

/** An approved rename that shows only after the number is registered again. Source: facts/meta.md §2.2. */
export function isRenameApproved({ newNameStatus, hasNewCertificate }: PhoneNode): boolean {
  if (newNameStatus !== null) return NAME_ACCEPTED.includes(newNameStatus);
  return hasNewCertificate;
}

/** The newest attempt that Meta accepted. */
export const lastAccepted = (attempts: readonly Attempt[]): Attempt | null =>
  attempts.find(({ outcome }) => outcome === 'accepted') ?? null;

/** A send was refused as unregistered after the last accepted register, whatever the node shows. Source: facts/meta.md §2.5. */
export function senderIsRejected({ memory, ledger }: Pick<World, 'memory' | 'ledger'>): boolean {
  const rejectedAt = memory.senderRejectedAt;
  return (
    rejectedAt !== undefined &&
    rejectedAt > (lastAccepted(ledger.registers)?.startedAt ?? -Infinity)
  );
}
