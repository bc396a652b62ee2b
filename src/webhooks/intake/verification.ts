import { createHash, timingSafeEqual } from 'node:crypto';
import { findCallbackNumbers } from '../../store/callback-numbers.js';
import type { Database } from '../../store/database.js';
import { owners, type Vault } from '../../store/vault.js';

/** What Meta asks a callback before it uses it: `hub.mode`, `hub.verify_token`, `hub.challenge`. Source: facts/meta.md §4.1. */
export interface Verification {
  readonly mode: string | undefined;
  readonly verifyToken: string | undefined;
  readonly challenge: string | undefined;
}

/** The digits that a callback path names: a phone number id, `+E.164`, `%2B…`, `%20…` or bare digits; null for anything else. */
export function digitsOf(name: string): string | null {
  // A plus is sometimes encoded twice on its way, or read as a space.
  const [, digits] = /^(?:\+|%2b|%20|\s)*(\d{5,30})$/i.exec(name) ?? [];
  return digits ?? null;
}

/** The challenge to give back when the token is one of these, else null. Takes the same time wherever the tokens differ. */
export function acceptVerification(
  { mode, verifyToken, challenge }: Verification,
  tokens: readonly string[],
): string | null {
  if (mode !== 'subscribe' || verifyToken === undefined || challenge === undefined) return null;
  const given = sha256(verifyToken);
  const matches = tokens.map((token) => timingSafeEqual(sha256(token), given));
  return matches.includes(true) ? challenge : null;
}

/** As {@link acceptVerification} for one number's callback: its own token counts, and the app's. */
export async function acceptNumberVerification(
  verification: Verification,
  name: string,
  { db, vault, appTokens }: { db: Database; vault: Vault; appTokens: readonly string[] },
): Promise<string | null> {
  const accepted = acceptVerification(verification, appTokens);
  const digits = digitsOf(name);
  if (accepted !== null || digits === null) return accepted;
  const numbers = await findCallbackNumbers(db, digits);
  const tokens = numbers.map(({ id, encrypted_verify_token }) =>
    vault.decrypt(encrypted_verify_token, owners.verifyToken(id)),
  );
  return acceptVerification(verification, tokens);
}

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();
