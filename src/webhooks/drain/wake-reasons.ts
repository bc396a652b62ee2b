/** Meta told something about one number. */
export const META_EVENT = 'meta_event';
/** Meta told something about a WABA, and the one read of it shows a number changed; that read serves the turn. */
export const WABA_EVENT = 'waba_event';
