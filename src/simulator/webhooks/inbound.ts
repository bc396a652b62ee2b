import { randomBytes } from 'node:crypto';
import type { PhoneNumber } from '../state/phone-number.js';
import type { Waba } from '../state/waba.js';
import type { World } from '../state/world.js';
import { messageListeners } from './listeners.js';
import type { WebhookPayload } from './payload.js';

/** What a person writes to the number. Source: facts/meta.md §4.4. */
export interface InboundMessage {
  readonly from: string;
  readonly name: string;
  readonly text: string;
}

/** The `value` of a text message that came in. */
export function inboundValue(world: World, number: PhoneNumber, message: InboundMessage): unknown {
  return {
    messaging_product: 'whatsapp',
    metadata: {
      display_phone_number: (number.node.display_phone_number ?? '').replace(/\D/g, ''),
      phone_number_id: number.id,
    },
    contacts: [{ profile: { name: message.name }, wa_id: message.from }],
    messages: [
      {
        from: message.from,
        id: `wamid.${randomBytes(24).toString('base64')}`,
        timestamp: String(Math.floor(world.clock.now() / 1_000)),
        type: 'text',
        text: { body: message.text },
      },
    ],
  };
}

/**
 * Sends a `messages` value where Meta would; no `time` in its envelope. To how many listeners: none while the number is
 * not registered, since Meta drops such messages. Sources: facts/meta.md §4.3, §2.1.
 */
export function deliverInbound(
  world: World,
  waba: Waba,
  number: PhoneNumber,
  value: unknown,
): number {
  if (number.node.platform_type !== 'CLOUD_API') return 0;
  const listeners = messageListeners(world, waba, number);
  const payload: WebhookPayload = {
    object: 'whatsapp_business_account',
    entry: [{ id: waba.id, changes: [{ field: 'messages', value }] }],
  };
  for (const { app, url } of listeners) world.outbox.send(world, app, url, payload);
  return listeners.length;
}
