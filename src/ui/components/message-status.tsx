import type { Tone } from './notice.js';

const TONES: Readonly<Record<string, Tone>> = {
  read: 'good',
  played: 'good',
  delivered: 'good',
  sent: 'neutral',
  accepted: 'neutral',
  queued: 'waiting',
  retrying: 'waiting',
  unknown: 'waiting',
  held: 'waiting',
  failed: 'bad',
};

/** Meta's word for where a message is, with its colour. */
export const MessageStatus = ({ status }: { status: string }) => (
  <span class={`badge ${TONES[status] ?? 'neutral'}`}>{status}</span>
);
