import type { Classification } from './failure-class.js';
import type { GraphError } from './outcome.js';

/** Placeholder while the catalogue is entered: everything a person must look at, but 5xx and what Meta calls transient. */
export function classify(error: GraphError): Classification {
  const transient = error.isTransient || error.httpStatus >= 500;
  return transient
    ? { class: 'transient', retry: 'now', retryAfterMs: error.retryAfterMs }
    : { class: 'unknown', retry: 'person', retryAfterMs: error.retryAfterMs };
}
