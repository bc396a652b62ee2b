/** Meta told something about one number. */
export const META_EVENT = 'meta_event';
/** Meta told something about a WABA: all its numbers are woken, and one list read serves them. */
export const WABA_EVENT = 'waba_event';
