import type { NumberView } from '../store/number-views.js';
import { Problem } from './problem.js';

/** Does it live in the WhatsApp Business app, as far as we know? */
export const isCoexistence = ({ mode, node }: Pick<NumberView, 'mode' | 'node'>): boolean =>
  mode === 'coexistence' || node?.isOnBizApp === true;

/** A number that lives in the WhatsApp Business app is never registered, deregistered or sent a code. @throws Problem `coexistence_protected` */
export function assertNotCoexistence(number: NumberView): void {
  if (!isCoexistence(number)) return;
  throw new Problem(
    'coexistence_protected',
    'This number lives in the WhatsApp Business app, and this would break the app for its owner.',
    { onboarding: number.explanation },
  );
}
