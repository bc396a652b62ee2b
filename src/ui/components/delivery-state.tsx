import type { DeliveryView } from '../../store/webhook-deliveries.js';
import { strings } from '../strings.js';

/** Whether a webhook was processed. */
export function DeliveryState({ delivery }: { delivery: DeliveryView }) {
  const words = strings.fromMeta;
  const isBroken =
    delivery.error !== null || (delivery.elements ?? []).some(({ fate }) => fate === 'error');
  if (isBroken) return <span class="badge bad">{words.failed}</span>;
  if (delivery.processed_at === null) return <span class="badge waiting">{words.waits}</span>;
  return <span class="badge good">{words.done}</span>;
}
