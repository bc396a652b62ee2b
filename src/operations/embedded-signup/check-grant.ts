import type { TokenFacts } from '../../graph/schemas.js';
import { Problem } from '../problem.js';

const MANAGEMENT = 'whatsapp_business_management';
const NEEDED = [MANAGEMENT, 'whatsapp_business_messaging'];

/**
 * The WABA that a token was given for. What the browser says counts only where the token says it too, or names no assets: then reading the
 * WABA with it decides. Source: facts/meta.md §1.12, §6.
 * @throws Problem `signup_not_granted`; `signup_ambiguous` with the candidates where several WABAs could be meant
 */
export function checkGrant(
  facts: TokenFacts,
  { appId, wabaId }: { appId: string; wabaId: string | null },
): string {
  if (!facts.is_valid)
    throw notGranted(
      `Meta says that the token is not valid: ${facts.error?.message ?? 'no cause given'}.`,
    );
  if (facts.app_id && facts.app_id !== appId)
    throw notGranted(`The token belongs to the app ${facts.app_id}, not to ours (${appId}).`);
  const missing = NEEDED.filter((scope) => facts.scopes?.includes(scope) === false);
  if (missing.length > 0)
    throw notGranted(`The token lacks the permission ${missing.join(' and ')}.`);

  const granted = facts.granular_scopes?.find(({ scope }) => scope === MANAGEMENT)?.target_ids;
  if (wabaId !== null) {
    if (!granted || granted.includes(wabaId)) return wabaId;
    throw notGranted(`The token was not given for the WhatsApp account ${wabaId}.`);
  }
  const [only, ...others] = granted ?? [];
  if (only === undefined)
    throw notGranted('The token names no WhatsApp account; say which one was signed up.');
  if (others.length === 0) return only;
  throw new Problem(
    'signup_ambiguous',
    `The token reaches ${others.length + 1} WhatsApp accounts; say which one was signed up.`,
    { members: { candidates: [only, ...others].map((id) => ({ waba_id: id })) } },
  );
}

const notGranted = (detail: string): Problem => new Problem('signup_not_granted', detail);
