import type { Decision } from './sentence.js';
import { validConsent } from './rules/consent.js';
import type { PendingIntent, World } from './world.js';

/** How a pending intent ends with this decision; `code` is null when it simply was done. */
export interface IntentOutcome {
  readonly id: string;
  readonly state: 'done' | 'refused' | 'void';
  readonly code: string | null;
  readonly message: string;
}

/**
 * Which pending intents this decision answers. Those that its step carries end with the step; `check` ends with any look that was taken;
 * a consent stays while Meta cannot be read and it is young enough; whatever cannot be served now is refused with the reason.
 */
export function answeredIntents(world: World, decision: Decision): IntentOutcome[] {
  const { step } = decision;
  const carried = 'intentId' in step ? step.intentId : 'consentId' in step ? step.consentId : null;
  // A step in between (a subscribe, say) comes first; the intent waits for the turn after it.
  const isResting = step.kind === 'wait' || step.kind === 'end';
  const valid = validConsent(world);
  return world.intents.flatMap((intent): IntentOutcome[] => {
    if (intent.id === carried) return [];
    if (intent.kind === 'check') return [done(intent, 'Meta was asked just now.')];
    if (intent.kind === 'retry' && intent.id !== valid?.id) {
      return [
        {
          id: intent.id,
          state: 'void',
          code: 'retry_not_allowed',
          message: 'A newer attempt exists, or the consent is older than 15 minutes.',
        },
      ];
    }
    if (!isResting || isPassing(world, decision)) return [];
    if (intent.kind === 'submit_code' && isVerified(world))
      return [done(intent, 'Meta shows the number as verified.')];
    if (intent.kind === 'repair_webhooks')
      return [done(intent, 'Subscription and callback were read back.')];
    return [
      {
        id: intent.id,
        state: 'refused',
        code: REFUSED[intent.kind],
        message: `Not possible now: ${decision.reason}.`,
      },
    ];
  });
}

/** Meta could not be read just now: what a person wants may still be possible at the next look. */
const isPassing = ({ observation: { node } }: World, { reason }: Decision): boolean =>
  node.kind !== 'known' && (reason === 'meta_unreachable' || reason === 'throttled');

const isVerified = ({ observation: { node } }: World): boolean =>
  node.kind === 'known' && node.value.codeVerification === 'VERIFIED';

const done = ({ id }: PendingIntent, message: string): IntentOutcome => ({
  id,
  state: 'done',
  code: null,
  message,
});

const REFUSED: Record<PendingIntent['kind'], string> = {
  retry: 'retry_not_allowed',
  send_code: 'code_cooldown',
  submit_code: 'not_awaiting_code',
  replace_pin: 'coexistence_protected',
  rename: 'coexistence_protected',
  repair_webhooks: 'unavailable',
  check: 'unavailable',
};
