import { reasons } from './reasons.js';
import { validConsent } from './rules/consent.js';
import { readingRules } from './rules/reading.js';
import { WISH_LIFETIME } from './rules/verification.js';
import { fillSlots, wordsOf, type Decision } from './sentence.js';
import { isRegistered, mayBeCoexistence, seen } from './situation.js';
import { webhookState } from './webhooks.js';
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
    const old = EXPIRED[intent.kind];
    if (old !== undefined && world.at - intent.createdAt >= WISH_LIFETIME)
      return [{ id: intent.id, state: 'refused', ...old }];
    if (!isResting || isPassing(world, decision)) return [];
    if (intent.kind === 'submit_code' && isVerified(world))
      return [done(intent, 'Meta shows the number as verified.')];
    if (intent.kind === 'repair_webhooks' && wereReadBack(world, decision))
      return [done(intent, 'Subscription and callback were read back.')];
    return [
      {
        id: intent.id,
        state: 'refused',
        code: refusalCode(intent.kind, world, decision),
        message: `Not possible now: ${fillSlots(wordsOf(decision).sentence, world, decision)}`,
      },
    ];
  });
}

/** Wishes that time undoes: a code is dead by then, and no phone rings long after somebody asked for it. */
const EXPIRED: Partial<Record<PendingIntent['kind'], Pick<IntentOutcome, 'code' | 'message'>>> = {
  submit_code: {
    code: 'code_expired',
    message: 'The code could not be handed to Meta within 15 minutes, and it is dead by now.',
  },
  send_code: {
    code: 'request_expired',
    message: 'Meta could not be asked for a code within 15 minutes; ask for it again.',
  },
};

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

/** The webhooks could be judged, and it was their turn: no row that comes before them answered. */
function wereReadBack(world: World, decision: Decision): boolean {
  const known = seen(world);
  return known !== null && webhookState(known).effective !== null && !isBarred(decision);
}

/** One of the rows that come before everything else answered: for it alone nothing that is wanted can be done. */
const isBarred = ({ rule }: Decision): boolean => readingRules.some(({ name }) => name === rule);

/** The problem code of api.md that is nearest to why this cannot be served now; the message says it in words. */
function refusalCode(kind: PendingIntent['kind'], world: World, decision: Decision): string {
  const { reason } = decision;
  if (reason === 'token_invalid' || reason === 'token_of_other_app') return 'token_invalid';
  if (reason === 'released') return 'number_releasing';
  if (kind === 'retry') return 'retry_not_allowed';
  const known = seen(world);
  if (known === null || isBarred(decision)) return 'number_not_live';
  if (kind !== 'repair_webhooks' && mayBeCoexistence(known)) return 'coexistence_protected';
  const needsNoCode =
    known.node.codeVerification !== 'NOT_VERIFIED' || isRegistered(known.node) === true;
  switch (kind) {
    case 'send_code':
      if (reasons[reason].heading === 'code_verified') return 'code_cooldown';
      return needsNoCode ? 'already_verified' : 'number_not_live';
    case 'submit_code':
      return needsNoCode ? 'not_awaiting_code' : 'number_not_live';
    case 'replace_pin':
    case 'rename':
    case 'repair_webhooks':
    case 'check':
      return 'number_not_live';
  }
}
