import { sql } from 'kysely';
import { advance } from '../messaging/status-advance.js';
import { RANK, type MessageStatus } from '../messaging/status-rank.js';
import { advanceMessages, type AdvancedMessage } from './advance-messages.js';
import type { Connection } from './database.js';
import { foldMessages, type FoldedMessage } from './fold-messages.js';
import { KNOWN, knownOf } from './message-events.js';
import type { NewStatus } from './message-statuses.js';

/** What a status says about which message it belongs to. */
export interface StatusOwner {
  readonly wamid: string;
  readonly phoneNumberId: string;
  /** `biz_opaque_callback_data`: our message id, where we sent it. */
  readonly callbackData: string | null;
}

/** A status that was stored in this transaction. */
export type ToldStatus = StatusOwner & Pick<NewStatus, 'status' | 'at' | 'raw'>;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/**
 * Brings the messages that these statuses belong to up to date, set-based, and tells of it in the outbox. What a message becomes follows from
 * every status of it, so that order and repetition do not matter (messaging/status-rank.ts); where one only goes on, from its news alone. A
 * message without a wamid, whose reply was lost or is still on its way, is bound by our id. Returns how many messages there were; statuses
 * without one cost one look-up.
 */
export async function applyStatuses(
  tx: Connection,
  statuses: readonly ToldStatus[],
  at: number,
): Promise<number> {
  const messages = await lockMessages(tx, statuses);
  const told = byWamid(statuses);
  const going: AdvancedMessage[] = [];
  const others: LockedMessage[] = [];
  for (const message of messages) {
    const advanced = advanceOf(message, told.get(message.wamid) ?? []);
    if (advanced === null) others.push(message);
    else going.push(advanced);
  }
  await advanceMessages(tx, going, at);
  await foldMessages(tx, others, at);
  return messages.length;
}

/** The same for messages of which statuses may be stored already, however long. Returns how many messages there were. */
export async function applyStoredStatuses(
  tx: Connection,
  owners: readonly StatusOwner[],
  at: number,
): Promise<number> {
  const messages = await lockMessages(tx, owners);
  await foldMessages(tx, messages, at);
  return messages.length;
}

interface LockedMessage extends FoldedMessage {
  readonly status: MessageStatus;
  readonly hasConversation: boolean;
}

/** Locks the messages, in one order everywhere: two drains that meet wait for each other and never in a circle. */
async function lockMessages(
  tx: Connection,
  owners: readonly StatusOwner[],
): Promise<readonly LockedMessage[]> {
  if (owners.length === 0) return [];
  const named = new Map<string, StatusOwner>();
  const unnamed = new Set<string>();
  for (const owner of owners) {
    if (owner.callbackData !== null && UUID.test(owner.callbackData))
      named.set(owner.callbackData, owner);
    else unnamed.add(owner.wamid);
  }
  const given = [...named.entries()];
  const { rows } = await sql<LockedMessage>`
    select messages.id, coalesce(given.wamid, messages.wamid) as wamid, messages.status, ${KNOWN} as known,
      messages.wa_id is null as "lacksWaId", messages.conversation is not null as "hasConversation"
    from messages
    left join unnest(
      ${given.map(([id]) => id)}::uuid[],
      ${given.map(([, { wamid }]) => wamid)}::text[],
      ${given.map(([, { phoneNumberId }]) => phoneNumberId)}::text[]
    ) as given (id, wamid, phone_number_id)
      on given.id = messages.id
        and given.phone_number_id = messages.phone_number_id
        and (messages.wamid is null or messages.wamid = given.wamid)
    where (messages.id = any(${given.map(([id]) => id)}::uuid[]) and given.id is not null)
      or messages.wamid = any(${[...unnamed]}::text[])
    order by messages.id
    for no key update of messages`.execute(tx);
  return rows;
}

function byWamid(statuses: readonly ToldStatus[]): ReadonlyMap<string, readonly ToldStatus[]> {
  const groups = new Map<string, ToldStatus[]>();
  for (const status of statuses) {
    const group = groups.get(status.wamid);
    if (group === undefined) groups.set(status.wamid, [status]);
    else group.push(status);
  }
  return groups;
}

/** What its news alone makes of the message; null where it does not suffice. */
function advanceOf(
  { id, known, status, hasConversation }: LockedMessage,
  told: readonly ToldStatus[],
): AdvancedMessage | null {
  const standing = advance({ status, known: knownOf(known) }, told);
  if (standing === null) return null;
  const inOrder = told
    .toSorted((one, other) => rankOf(one) - rankOf(other))
    .map(({ raw }) => JSON.parse(raw) as { pricing?: unknown; conversation?: unknown });
  const conversation = inOrder.find((one) => isThere(one.conversation))?.conversation;
  // Which of two it is in is said by all statuses together.
  if (hasConversation && isThere(conversation)) return null;
  return {
    id,
    known,
    standing,
    pricing: asJson(inOrder.findLast(({ pricing }) => isThere(pricing))?.pricing),
    conversation: asJson(conversation),
  };
}

const rankOf = ({ status }: ToldStatus): number => RANK[status as MessageStatus];

const isThere = (value: unknown): boolean => value !== undefined && value !== null;

const asJson = (value: unknown): string | null => (isThere(value) ? JSON.stringify(value) : null);
