import { classify } from './classify.js';
import type { GraphCaller } from './graph.js';
import type { GraphError, Usage } from './outcome.js';
import type { Exchange, Exchanger } from './request.js';

/** What one exchange told beside its answer: the one place where token and budget of every call are seen. */
export interface AnswerReport {
  readonly caller: GraphCaller;
  /** Null when no answer came, or Meta refused the call. */
  readonly usage: Usage | null;
  /** Meta no longer takes the token that the call was made with: 0, 102, 104, 190 (facts/meta.md §3.1). */
  readonly tokenRefusal: GraphError | null;
  /** Meta takes no calls now, and for so long, ms; 0 = it does not say how long. Null: it took this one. */
  readonly throttledForMs: number | null;
}

export type OnAnswer = (report: AnswerReport) => void | Promise<void>;

/** The same exchanges, each reported before it is answered. */
export function reporting(exchange: Exchanger, onAnswer: OnAnswer | undefined): Exchanger {
  if (onAnswer === undefined) return exchange;
  return async function exchangeAndReport(caller, call) {
    const result = await exchange(caller, call);
    await onAnswer({ caller, ...told(result) });
    return result;
  };
}

function told(result: Exchange): Omit<AnswerReport, 'caller'> {
  const nothing = { usage: null, tokenRefusal: null, throttledForMs: null };
  if (result.kind === 'no_answer') return nothing;
  if (result.kind === 'answered') return { ...nothing, usage: result.usage };
  const { class: failureClass, retryAfterMs } = classify(result.error);
  return {
    ...nothing,
    tokenRefusal: failureClass === 'token' ? result.error : null,
    throttledForMs: failureClass === 'throttled' ? (retryAfterMs ?? 0) : null,
  };
}
