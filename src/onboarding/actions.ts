import type { NextAction } from './explanation.js';
import { ATTEMPT_LIMIT, AUTOMATIC_LIMIT, budget } from './gate.js';
import { instant } from './instant.js';
import { actionLabels } from './reason-strings.js';
import { reasons, type ActionId, type Reason } from './reasons.js';
import { CODE_LIFETIME } from './rules/verification.js';
import type { Decision } from './sentence.js';
import type { World } from './world.js';

/** The buttons for this situation, most useful first. `retry` says what it spends, and why not where it may not be pressed. */
export function nextActions(world: World, decision: Decision, at: number): NextAction[] {
  const reason: Reason = reasons[decision.reason];
  const closed = decision.reason === 'released' || decision.reason === 'number_gone';
  const ids: ActionId[] = isCodeDead(world, decision)
    ? reason.actions.toSorted(
        (one, other) => Number(other === 'send_code') - Number(one === 'send_code'),
      )
    : [...reason.actions];
  if (!closed && !ids.includes('check')) ids.push('check');
  // Behind everything else, so that a reason with nothing to do, or with something better, never shows Retry as its first button.
  if (!closed && reason.heading !== 'other' && !ids.includes('retry')) ids.push('retry');
  return ids.map((id) => ({
    id,
    label: actionLabels[id],
    ...target(id, world),
    ...permission(id, world, reason, at),
  }));
}

/** Nobody can enter a code that Meta no longer takes: first another one must be sent. */
function isCodeDead({ memory: { code }, at }: World, { reason }: Decision): boolean {
  return reason === 'code_needed' && at >= (code?.sentAt ?? at) + CODE_LIFETIME;
}

function permission(
  id: ActionId,
  world: World,
  reason: Reason,
  at: number,
): Pick<NextAction, 'allowed' | 'why_not' | 'spends'> {
  if (id === 'retry') return retry(world, reason, at);
  const whyNot = id === 'send_code' ? whyNotSendCode(world, at) : null;
  return { allowed: whyNot === null, why_not: whyNot, spends: null };
}

function whyNotSendCode({ memory: { code } }: World, at: number): string | null {
  const until = code?.cooldownUntil ?? null;
  return until !== null && at < until
    ? `Meta sends the next code ${instant(until)} at the earliest.`
    : null;
}

const ROUTES: Record<
  Exclude<ActionId, 'open_meta' | 'add_again' | 'replace_token' | 'resume'>,
  readonly [NextAction['method'], string]
> = {
  send_code: ['POST', 'code-requests'],
  enter_code: ['POST', 'code'],
  enter_pin: ['PUT', 'pin'],
  replace_pin: ['POST', 'pin/replace'],
  retry: ['POST', 'retry'],
  check: ['POST', 'check'],
  repair_webhooks: ['POST', 'repair-webhooks'],
  rename: ['POST', 'display-name'],
  support_bundle: ['GET', 'support-bundle'],
};

function target(
  id: ActionId,
  { number, observation }: World,
): { method: NextAction['method']; href: string } {
  const self = `/v1/numbers/${number.phoneNumberId}`;
  if (id === 'add_again') return { method: 'POST', href: '/v1/numbers' };
  if (id === 'replace_token') return { method: 'PUT', href: `/v1/wabas/${number.wabaId}/token` };
  if (id === 'resume') return { method: 'PATCH', href: self };
  if (id === 'open_meta') {
    const portfolio =
      observation.waba?.kind === 'known' ? observation.waba.value.portfolioId : null;
    return { method: 'GET', href: managerUrl(portfolio, number.wabaId) };
  }
  const [method, path] = ROUTES[id];
  return { method, href: `${self}/${path}` };
}

/** WhatsApp Manager's page of this account's numbers. Design: console.md, "Deep link". */
export const managerUrl = (portfolioId: string | null, wabaId: string): string =>
  portfolioId === null
    ? 'https://business.facebook.com/'
    : `https://business.facebook.com/latest/whatsapp_manager/phone_numbers/?business_id=${portfolioId}&asset_id=${wabaId}`;

function retry(
  { ledger }: World,
  reason: Reason,
  at: number,
): Pick<NextAction, 'allowed' | 'why_not' | 'spends'> {
  const left = ATTEMPT_LIMIT - budget(ledger.registers, at, ATTEMPT_LIMIT).used;
  const whyNot = whyNotRetry(reason, left, ledger.blockedUntil, at);
  return {
    allowed: whyNot === null,
    why_not: whyNot,
    spends:
      left <= 0
        ? null
        : `1 of ${left} attempts left${left <= ATTEMPT_LIMIT - AUTOMATIC_LIMIT ? ' (reserved for you)' : ''}`,
  };
}

function whyNotRetry(
  reason: Reason,
  left: number,
  blockedUntil: number | null,
  at: number,
): string | null {
  if (blockedUntil !== null && at < blockedUntil)
    return `Meta blocks registration until ${instant(blockedUntil)}.`;
  if (left <= 0) return "Meta's 10 registration attempts in 72 hours are used.";
  return reason.retry ? null : 'Registering does not help in this situation.';
}
