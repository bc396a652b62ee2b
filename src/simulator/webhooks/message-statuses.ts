import { statusError } from '../graph/message-errors.js';
import type { Fate, FateStep } from '../rules/message-fate.js';
import type { PhoneNumber } from '../state/phone-number.js';
import type { Waba } from '../state/waba.js';
import type { World } from '../state/world.js';
import { deliverInbound } from './inbound.js';
import { messageListeners } from './listeners.js';

/** Whom Meta sends to, as the answer to the send says: `wa_id` by phone number, `user_id` by a business-scoped user id. */
export type Addressee = { readonly wa_id: string } | { readonly user_id: string };

/** A message that Meta took. */
export interface TakenMessage {
  readonly wamid: string;
  readonly addressee: Addressee;
  /** What it is billed as: the category of its template; text is service. Source: facts/meta.md §4.4. */
  readonly category: string;
  readonly callback_data: string | undefined;
  /** The Graph version of the send: from v24 on there is no conversation. Source: facts/meta.md §4.4. */
  readonly version: number;
}

/** Plans what Meta will tell of a message. Where nobody listens there is nothing to plan. */
export function planStatuses(
  world: World,
  { waba, number }: { readonly waba: Waba; readonly number: PhoneNumber },
  message: TakenMessage,
  fate: Fate,
): void {
  if (messageListeners(world, waba, number).length === 0) return;
  const billed = billedSteps(fate.steps);
  for (const step of fate.steps) {
    world.agenda.plan(world.clock.now() + step.after_ms, (at) => {
      if (!world.holds(number)) return;
      const told = { ...step, isBilled: billed.has(step), at };
      deliverInbound(world, waba, number, statusValue(number, message, told));
    });
  }
}

const LAST_WITH_CONVERSATION = 23;
const DAY_S = 86_400;

/** The price stands in `sent` and in one of `delivered` and `read`: the first of them that is told. Source: facts/meta.md §4.4. */
function billedSteps(steps: readonly FateStep[]): ReadonlySet<FateStep | undefined> {
  return new Set([
    steps.find(({ status }) => status === 'sent'),
    steps.find(({ status }) => status === 'delivered' || status === 'read'),
  ]);
}

/** Source: facts/meta.md §4.4, §5. */
function statusValue(
  { id, node }: PhoneNumber,
  { wamid, addressee, category, callback_data: callbackData, version }: TakenMessage,
  { status, code, isBilled, at }: FateStep & { readonly isBilled: boolean; readonly at: number },
): unknown {
  const timestamp = Math.floor(at / 1_000);
  return {
    messaging_product: 'whatsapp',
    metadata: {
      display_phone_number: (node.display_phone_number ?? '').replace(/\D/g, ''),
      phone_number_id: id,
    },
    ...(status !== 'failed' && {
      contacts: [{ profile: { name: 'Simulated person' }, ...contactOf(addressee) }],
    }),
    statuses: [
      {
        id: wamid,
        status,
        timestamp: String(timestamp),
        ...recipientOf(addressee),
        ...(callbackData !== undefined && { biz_opaque_callback_data: callbackData }),
        ...(isBilled &&
          version <= LAST_WITH_CONVERSATION && {
            conversation: {
              id: wamid.slice(-32),
              ...(status === 'sent' && { expiration_timestamp: String(timestamp + DAY_S) }),
              origin: { type: category },
            },
          }),
        ...(isBilled && { pricing: priceOf(category) }),
        ...(code !== undefined && { errors: [statusError(code)] }),
      },
    ],
  };
}

/** Who is known by a user id alone has no phone digits to be named by. Source: facts/meta.md §4.4. */
const recipientOf = (addressee: Addressee): Readonly<Record<string, string>> =>
  'user_id' in addressee
    ? { recipient_user_id: addressee.user_id }
    : { recipient_id: addressee.wa_id };

const contactOf = (addressee: Addressee): Readonly<Record<string, string>> =>
  'user_id' in addressee
    ? { user_id: addressee.user_id }
    : { wa_id: addressee.wa_id, user_id: `US.${addressee.wa_id}` };

/** The first 1,000 service messages of a number and month are free, and no more are simulated. Source: facts/meta.md §4.4, §5. */
const priceOf = (category: string) =>
  category === 'service'
    ? { billable: false, pricing_model: 'PMP', type: 'free_customer_service', category }
    : { billable: true, pricing_model: 'PMP', type: 'regular', category };
