import { reasons, type Heading, type ReasonCode } from './reasons.js';

/** A position on the way, and only that. */
export const STAGES = [
  'verifying',
  'name_review',
  'registering',
  'activating',
  'live',
  'closed',
] as const;
export type Stage = (typeof STAGES)[number];

/** Each heading fixes the stage, or keeps it (null). */
const STAGE_OF_HEADING: Record<Heading, Stage | null> = {
  reading: null,
  code_verified: 'verifying',
  name_accepted: 'name_review',
  registered: 'registering',
  connected: 'activating',
  webhooks_effective: 'activating',
  can_send_or_receive: 'live',
  other: null,
};

const STAGE_OF_REASON: Partial<Record<ReasonCode, Stage>> = {
  live: 'live',
  coexistence_live: 'live',
  number_gone: 'closed',
  released: 'closed',
};

/** The stage that this reason stands for; null when it says nothing about the position. */
export function stageOf(reason: ReasonCode): Stage | null {
  return STAGE_OF_REASON[reason] ?? STAGE_OF_HEADING[reasons[reason].heading];
}
