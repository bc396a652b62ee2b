import { classify } from './classify.js';
import type { GraphError } from './outcome.js';
import type { Refusal } from '../onboarding/observation.js';

/** Meta's error as the core sees it. */
export function toRefusal(error: GraphError): Refusal {
  const { class: failureClass, retryAfterMs } = classify(error);
  return {
    class: failureClass,
    code: error.code,
    subcode: error.subcode,
    title: error.title,
    message: error.userMessage ?? error.message,
    details: error.details,
    fbtraceId: error.fbtraceId,
    retryAfterMs,
  };
}
