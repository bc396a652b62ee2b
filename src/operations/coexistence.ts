import type { NumberView } from '../store/number-views.js';
import { Problem } from './problem.js';

/** A number that lives in the WhatsApp Business app is never registered, deregistered or sent a code. @throws Problem `coexistence_protected` */
export function assertNotCoexistence({ mode, node, explanation }: NumberView): void {
  if (mode !== 'coexistence' && node?.isOnBizApp !== true) return;
  throw new Problem(
    'coexistence_protected',
    'This number lives in the WhatsApp Business app, and this would break the app for its owner.',
    { onboarding: explanation },
  );
}
