import type { NodeState, PhoneNumber } from '../state/phone-number.js';
import type { Switches } from '../scenarios/switches.js';

const SHOWN: Readonly<Record<Switches['coexistence_disconnect'], NodeState>> = {
  disconnected: { status: 'DISCONNECTED', platform_type: 'CLOUD_API' },
  unregistered: { status: 'DISCONNECTED', platform_type: 'NOT_APPLICABLE' },
  off_the_app: {
    status: 'DISCONNECTED',
    platform_type: 'NOT_APPLICABLE',
    is_on_biz_app: false,
  },
  unchanged: {},
};

/** The owner disconnects in the WhatsApp Business app. Source: facts/meta.md §2.6. */
export function disconnectInApp({ node, behaviour }: PhoneNumber): void {
  Object.assign(node, SHOWN[behaviour.coexistence_disconnect]);
}

/** The owner connects again there. Source: facts/meta.md §2.6. */
export function reconnectInApp({ node }: PhoneNumber): void {
  Object.assign(node, { status: 'CONNECTED', platform_type: 'CLOUD_API', is_on_biz_app: true });
}
