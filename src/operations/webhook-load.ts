import type { Backlog } from '../store/backlog.js';

/** How webhooks fare in this process and behind it; null = could not be read. */
export interface WebhookLoad {
  /** From the first byte to Meta's 200, since the process began; null before the first. */
  readonly ackMs: { readonly p50: number; readonly p99: number } | null;
  readonly backlog: Backlog | null;
}

/** A webhook that waits longer than this was not overtaken by a burst: nobody drains. */
const DEGRADED_AFTER = 60_000;

/** Meta's updates come late, but none is lost and requests are served: a detail for people, not a reason to take the process away. */
export const isDegraded = ({ backlog }: WebhookLoad): boolean =>
  backlog !== null && backlog.oldestMs > DEGRADED_AFTER;

/** The load in a sentence. */
export function describeLoad(load: WebhookLoad): string {
  const { ackMs, backlog } = load;
  const acks =
    ackMs === null
      ? 'No webhook came yet'
      : `Webhooks are acknowledged in ${round(ackMs.p50)} ms (p50), ${round(ackMs.p99)} ms (p99)`;
  if (backlog === null) return `${acks}; how many wait could not be read.`;
  if (backlog.waiting === 0) return `${acks}; none waits.`;
  const oldest = `${backlog.waiting} wait, the oldest for ${Math.round(backlog.oldestMs / 1_000)} s`;
  return `${acks}; ${oldest}${isDegraded(load) ? ': does a worker run?' : '.'}`;
}

const round = (ms: number): number => Math.round(ms * 10) / 10;
