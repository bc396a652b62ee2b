import type { Cause, Memory } from '../onboarding/memory.js';
import type { RemoteStep } from '../onboarding/step.js';
import type { IntentRow } from '../store/tables.js';
import { META_EVENT, WABA_EVENT } from '../webhooks/drain/wake-reasons.js';

const TIMER: Cause = { kind: 'timer', actor: null, requestId: null };
const META: Cause = { kind: 'meta_webhook', actor: null, requestId: null };
const API: Cause = { kind: 'api', actor: null, requestId: null };

/** Wakes that the API asks for beside its intents. */
const BY_REQUEST: readonly string[] = ['added', 'token_replaced'];
/** A step wakes the turn after it with its own name. */
const STEPS: Record<RemoteStep['kind'], true> = {
  subscribe: true,
  setOverride: true,
  requestCode: true,
  verifyCode: true,
  setDisplayName: true,
  replacePin: true,
  register: true,
  deregister: true,
  clearOverride: true,
  unsubscribe: true,
};

/**
 * What set this turn off, for its events: a person's or program's wish before all, then Meta's webhook; a turn that follows our own step
 * goes on in the name of the turn that decided it.
 */
export function causeOf(
  wokenBy: readonly string[],
  intents: readonly Pick<IntentRow, 'actor' | 'request_id'>[],
  { cause }: Memory,
): Cause {
  const wish = intents.at(-1);
  if (wish !== undefined) {
    // The command line and Temporal's own UI make no request.
    const kind = wish.request_id === null ? 'operator' : 'api';
    return { kind, actor: wish.actor, requestId: wish.request_id };
  }
  if (wokenBy.some((why) => why === META_EVENT || why === WABA_EVENT)) return META;
  if (wokenBy.some((why) => BY_REQUEST.includes(why))) return API;
  const isContinued = wokenBy.length > 0 && wokenBy.every((why) => Object.hasOwn(STEPS, why));
  return isContinued ? (cause ?? TIMER) : TIMER;
}

/** In whose name a step is taken: that of the turn that decided it. */
export const causeOfStep = ({ cause }: Memory): Cause => cause ?? TIMER;
