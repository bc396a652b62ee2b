import type { z } from 'zod';
import type { securitySchema } from '../../../graph/payloads.js';
import { humanise, type Meaning } from '../meaning.js';

const SENTENCES: Readonly<Record<string, string>> = {
  PIN_CHANGED: 'Someone changed the two-step PIN in WhatsApp Manager.',
  PIN_RESET_REQUEST: 'Someone asked in WhatsApp Manager to turn two-step verification off.',
  PIN_REQUEST_SUCCESS: 'Two-step verification was turned off in WhatsApp Manager.',
};

/** What leaves the number with another PIN, or none. */
const CHANGES: readonly string[] = ['PIN_CHANGED', 'PIN_REQUEST_SUCCESS'];

/** The envelope's time has whole seconds: what happened within that second must not look older than our attempt in it. */
const WITHIN_THE_SECOND = 999;

/** `security`: the PIN changed, or two-step verification ended; what Meta refused because of the PIN may work now. Source: facts/meta.md §4.5. */
export function meaningOfSecurity({ event }: z.infer<typeof securitySchema>, at: number): Meaning {
  return {
    kind: 'pin_event',
    sentence: SENTENCES[event] ?? `Meta reports a security event: ${humanise(event)}.`,
    facts: { event },
    event: CHANGES.includes(event) ? 'number.pin_changed' : 'number.health_changed',
    wakes: true,
    memory: { securityEventAt: at + WITHIN_THE_SECOND },
  };
}
