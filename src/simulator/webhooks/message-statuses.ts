import { statusError } from '../graph/message-errors.js';
import type { Fate, FateStep } from '../rules/message-fate.js';
import type { PhoneNumber } from '../state/phone-number.js';
import type { Waba } from '../state/waba.js';
import type { World } from '../state/world.js';
import { deliverInbound } from './inbound.js';
import { messageListeners } from './listeners.js';

/** A message that Meta took. */
export interface TakenMessage {
  readonly wamid: string;
  readonly recipient: string;
  readonly type: 'text' | 'template';
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
  for (const step of fate.steps) {
    world.agenda.plan(world.clock.now() + step.after_ms, (at) => {
      if (world.holds(number))
        deliverInbound(world, waba, number, statusValue(number, message, step, at));
    });
  }
}

const LAST_WITH_CONVERSATION = 23;
const DAY_S = 86_400;

/** Source: facts/meta.md §4.4, §5. */
function statusValue(
  { id, node }: PhoneNumber,
  { wamid, recipient, type, callback_data: callbackData, version }: TakenMessage,
  { status, code }: FateStep,
  at: number,
): unknown {
  const digits = recipient.replace(/\D/g, '');
  const category = type === 'text' ? 'service' : 'utility';
  const timestamp = Math.floor(at / 1_000);
  const isBilled = status === 'sent' || status === 'delivered';
  return {
    messaging_product: 'whatsapp',
    metadata: {
      display_phone_number: (node.display_phone_number ?? '').replace(/\D/g, ''),
      phone_number_id: id,
    },
    ...(status !== 'failed' && {
      contacts: [{ profile: { name: 'Simulated person' }, wa_id: digits, user_id: `US.${digits}` }],
    }),
    statuses: [
      {
        id: wamid,
        status,
        timestamp: String(timestamp),
        recipient_id: digits,
        ...(callbackData !== undefined && { biz_opaque_callback_data: callbackData }),
        ...(isBilled &&
          version <= LAST_WITH_CONVERSATION && {
            conversation: {
              id: wamid.slice(-32),
              ...(status === 'sent' && { expiration_timestamp: String(timestamp + DAY_S) }),
              origin: { type: category },
            },
          }),
        ...(isBilled && {
          pricing: { billable: true, pricing_model: 'PMP', type: 'regular', category },
        }),
        ...(code !== undefined && { errors: [statusError(code)] }),
      },
    ],
  };
}
