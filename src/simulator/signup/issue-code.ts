import { randomBytes } from 'node:crypto';
import { SECOND } from '../state/clock.js';
import type { Waba } from '../state/waba.js';
import type { World } from '../state/world.js';

/** A signup code lives 30 s. Source: facts/meta.md §1.12. */
const VALIDITY = 30 * SECOND;

/** A code that can be exchanged once for a token of this WABA; `expires_at` in ms. */
export function issueSignupCode(world: World, waba: Waba): { code: string; expires_at: number } {
  const code = `AQ${randomBytes(12).toString('hex')}`;
  const expiresAt = world.now() + VALIDITY;
  world.signupCodes.set(code, { waba_id: waba.id, expires_at: expiresAt, used: false });
  return { code, expires_at: expiresAt };
}
