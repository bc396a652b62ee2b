import { strings } from '../strings.js';
import type { Tone } from './notice.js';

const TONES: Readonly<Record<string, Tone>> = {
  healthy: 'good',
  failing: 'waiting',
  disabled: 'bad',
};

/** How an endpoint fares. */
export const EndpointStatus = ({ status }: { status: string }) => (
  <span class={`badge ${TONES[status] ?? 'neutral'}`}>
    {strings.toYou.status[status] ?? status}
  </span>
);
