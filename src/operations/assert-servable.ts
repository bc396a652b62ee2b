import type { NumberView } from '../store/number-views.js';
import { Problem } from './problem.js';

/**
 * Refuses what the next turn could only refuse, for wishes whose sender does not wait for it: onboarding is paused, or Meta does not accept
 * the token and no other one was given since.
 * @throws Problem `number_not_live`, `token_invalid`
 */
export function assertServable(number: NumberView): void {
  const { paused, reason, explanation: onboarding } = number;
  if (paused !== null) {
    const detail = `${paused.actor} paused onboarding of this number; resume it first.`;
    throw new Problem('number_not_live', detail, { onboarding });
  }
  const isAboutToken = reason === 'token_invalid' || reason === 'token_of_other_app';
  if (!isAboutToken || wasReplacedSince(number)) return;
  throw new Problem('token_invalid', onboarding.explanation, { onboarding });
}

const wasReplacedSince = ({
  token_changed_at: changed,
  node_error: error,
  node_read_at: read,
}: NumberView): boolean => changed.getTime() > (error?.at ?? read?.getTime() ?? 0);
