import { DAY } from '../state/clock.js';
import type { Answer, NumberCall } from './call.js';
import { textParameter } from './call.js';
import { invalidParameter, refusal } from './refusal.js';

const KINDS = new Set(['smb_app_state_sync', 'history']);

/** `POST /{phone_number_id}/smb_app_data`: the WhatsApp Business app hands over contacts or history, once each within a day. Source: facts/meta.md §1.16. */
export function shareAppData({ world, number, parameters, now }: NumberCall): Answer {
  const kind = textParameter(parameters, 'sync_type') ?? '';
  if (!KINDS.has(kind))
    throw invalidParameter('Param sync_type must be one of {SMB_APP_STATE_SYNC, HISTORY}');
  if (number.node.is_on_biz_app !== true) throw refusal('app_data_not_on_app');
  if (now >= number.added_at + DAY) throw refusal('app_data_too_late');
  if (number.shared_app_data.includes(kind)) throw refusal('app_data_shared_already');
  number.shared_app_data.push(kind);
  return {
    body: {
      messaging_product: 'whatsapp',
      request_id: `sync-${number.id}-${world.nextRotation()}`,
    },
  };
}
