import { setTimeout as sleep } from 'node:timers/promises';
import { classify } from './classify.js';
import type { Exchange, Exchanger } from './request.js';

/** How long a read goes on by itself. */
export interface RetryPolicy {
  /** The pauses before the second, third … try. */
  readonly delaysMs: readonly number[];
  /** No read takes longer, tries and pauses together. */
  readonly totalMs: number;
}

/**
 * Repeats an exchange that a moment later may well succeed: nothing was heard, or Meta says it is a passing fault.
 * For reads only: a write is never repeated before a read has told what became of it. Source: facts/meta.md §2.8.
 */
export function retrying(exchange: Exchanger, policy: RetryPolicy): Exchanger {
  return async function exchangeWithRetries(caller, call) {
    const endsAt = performance.now() + policy.totalMs;

    for (let tries = 0; ; tries++) {
      const leftMs = Math.max(1, Math.floor(endsAt - performance.now()));
      const timeoutMs = Math.min(call.timeoutMs, leftMs);
      const result = await exchange(caller, { ...call, timeoutMs });

      const delayMs = policy.delaysMs[tries];
      if (delayMs === undefined || !mayPass(result) || caller.signal?.aborted) return result;
      if (performance.now() + delayMs >= endsAt) return result;
      await pause(delayMs, caller.signal);
      if (caller.signal?.aborted) return result;
    }
  };
}

function mayPass(result: Exchange): boolean {
  switch (result.kind) {
    case 'answered':
      return false;
    case 'refused':
      return classify(result.error).class === 'transient';
    case 'no_answer':
      return result.failure.cause !== 'malformed';
  }
}

async function pause(delayMs: number, signal: AbortSignal | undefined): Promise<void> {
  // It rejects only when the caller aborts, which the loop looks at itself.
  await sleep(delayMs, undefined, signal && { signal }).catch(() => {});
}
