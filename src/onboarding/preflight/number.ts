import { ATTEMPT_LIMIT, AUTOMATIC_LIMIT, budget } from '../gate.js';
import { instant } from '../instant.js';
import type { PhoneNode } from '../normalise.js';
import { isActivating, isConnected, isRegistered, nameStanding } from '../situation.js';
import { found, noted, pass, unknown, unread, type Check } from './check.js';
import type { PreflightInput } from './readings.js';

/** The number itself: is it ours to take, and what stands between it and live? Source: facts/meta.md §1.1, §2.1. */
export function numberChecks(input: PreflightInput): Check[] {
  const { node } = input;
  const first = [isFree(input), isVisible(input), isListed(input)];
  if (node.kind === 'known')
    return [
      ...first,
      ...[status, coexistence, ownership, displayName, pin, attempts].map((check) =>
        check(input, node.value),
      ),
    ];
  const ids = [
    'number_status',
    'coexistence',
    'ownership',
    'display_name',
    'pin',
    'attempts',
  ] as const;
  return [...first, ...ids.map((id) => unread(id, node, input))];
}

const isFree = ({ facts }: PreflightInput): Check =>
  facts.isTaken
    ? noted('number_free', 'fail', {
        detail: 'This number is connected to another account here.',
        action: 'Have the other account release it.',
      })
    : pass('number_free', 'No other account here has this number.');

const isVisible = (input: PreflightInput): Check =>
  input.node.kind === 'known'
    ? pass(
        'number_visible',
        `The token sees ${input.node.value.displayPhoneNumber ?? 'the number'}.`,
      )
    : unread('number_visible', input.node, input);

function isListed(input: PreflightInput): Check {
  const { listed, facts } = input;
  if (listed.kind !== 'known') return unread('number_in_waba', listed, input);
  const evidence = { numbers: listed.value.length };
  if (listed.value.includes(facts.phoneNumberId))
    return pass('number_in_waba', 'The number belongs to this WhatsApp account.', evidence);
  return noted('number_in_waba', 'fail', {
    reason: 'number_not_visible',
    detail: `The WhatsApp account ${facts.wabaId} does not list number ${facts.phoneNumberId}.`,
    action: 'Compare both ids in WhatsApp Manager.',
    evidence,
  });
}

function status(input: PreflightInput, node: PhoneNode): Check {
  const evidence = { status: node.status, platform_type: node.platformType };
  switch (node.status) {
    case 'BANNED':
      return found('number_status', 'fail', 'number_banned', input, { evidence });
    case 'DELETED':
    case 'MIGRATED': {
      const gone = node.status === 'DELETED' ? 'deleted' : 'moved to another account';
      const slots = { deleted_or_moved: gone };
      return found('number_status', 'fail', 'number_gone', input, { slots, evidence });
    }
    case 'RESTRICTED':
    case 'RATE_LIMITED':
    case 'FLAGGED': {
      const slots = { restriction: `status ${node.status}` };
      return found('number_status', 'warn', 'restricted', input, { slots, evidence });
    }
    default:
      break;
  }
  const registered = isRegistered(node);
  if (isConnected(node) === true)
    return pass('number_status', 'The number is connected already.', evidence);
  if (registered === false)
    return pass('number_status', 'The number is not registered yet; we register it.', evidence);
  if (registered === true && isActivating(node))
    return found('number_status', 'warn', 'activation_pending', input, { evidence });
  if (registered === true)
    return found('number_status', 'warn', 'number_disconnected', input, { evidence });
  return found('number_status', 'warn', 'unrecognised_state', input, {
    slots: { fields: `status ${node.status ?? '–'}, platform ${node.platformType ?? '–'}` },
    evidence,
  });
}

/** A number that lives in the app is never registered. Source: facts/meta.md §2.6. */
function coexistence(input: PreflightInput, node: PhoneNode): Check {
  const evidence = { is_on_biz_app: node.isOnBizApp };
  if (node.isOnBizApp !== true)
    return node.isOnBizApp === null
      ? unknown('coexistence', 'Meta does not say whether the number lives in an app.', evidence)
      : pass('coexistence', 'The number does not live in the WhatsApp Business app.', evidence);
  return isRegistered(node) === true
    ? pass(
        'coexistence',
        'It lives in the WhatsApp Business app too; we never register it.',
        evidence,
      )
    : found('coexistence', 'fail', 'coexistence_unfinished', input, { evidence });
}

function ownership(input: PreflightInput, node: PhoneNode): Check {
  const evidence = { code_verification_status: node.codeVerification };
  if (node.codeVerification === 'VERIFIED')
    return pass('ownership', 'The customer has proven to own the number.', evidence);
  if (isNothingLeftToDo(node))
    return pass('ownership', 'The number is registered, so no proof is needed.', evidence);
  switch (node.codeVerification) {
    case 'NOT_VERIFIED':
      return found('ownership', 'warn', 'code_not_sent', input, { evidence });
    case 'EXPIRED':
      return found('ownership', 'warn', 'reverification_needed', input, { evidence });
    default:
      return unknown('ownership', 'Meta does not say whether the number is verified.', evidence);
  }
}

function displayName(input: PreflightInput, node: PhoneNode): Check {
  const evidence = {
    verified_name: node.verifiedName,
    name_status: node.nameStatus,
    new_name_status: node.newNameStatus,
  };
  switch (nameStanding(node)) {
    case 'accepted':
      return pass('display_name', 'Meta accepts the display name.', evidence);
    case 'pending':
      return node.nameStatus === null && node.newNameStatus === null
        ? unknown('display_name', 'Meta does not say how the display name stands.', evidence)
        : found('display_name', 'warn', 'name_pending_review', input, { evidence });
    case 'refused':
      return found('display_name', 'fail', 'name_declined', input, { evidence });
    case 'none':
      return found('display_name', 'fail', 'name_missing', input, { evidence });
  }
}

/** Where two-step verification is on, only its PIN registers the number. Source: facts/meta.md §2.4. */
function pin(input: PreflightInput, node: PhoneNode): Check {
  const { facts } = input;
  const { state } = facts.ledger.pin;
  const evidence = { is_pin_enabled: node.isPinEnabled, stored: state, given: facts.isPinGiven };
  if (isNothingLeftToDo(node))
    return pass('pin', 'The number is registered, so no PIN is needed.', evidence);
  if (state === 'proven') return pass('pin', 'The PIN is stored, and Meta accepted it.', evidence);
  if (node.isPinEnabled === false)
    return pass('pin', 'Two-step verification is off; our PIN becomes its PIN.', evidence);
  if (facts.isPinGiven || state === 'stored')
    return pass(
      'pin',
      'A PIN is there; the first registration shows whether it is right.',
      evidence,
    );
  if (node.isPinEnabled === null)
    return unknown('pin', 'Meta does not say whether two-step verification is on.', evidence);
  if (facts.pinPolicy === 'ask') return found('pin', 'fail', 'pin_needed', input, { evidence });
  return noted('pin', 'warn', {
    detail: 'Two-step verification is on with a PIN we do not have; we set a new one.',
    action: 'Give the PIN if it must stay as it is.',
    evidence,
  });
}

/** Registration attempts that we know of; others may have made more. Source: facts/meta.md §1.7, §1.17. */
function attempts(input: PreflightInput, node: PhoneNode): Check {
  const { ledger, at } = input.facts;
  const { used, nextSlotAt } = budget(ledger.registers, at, AUTOMATIC_LIMIT);
  const evidence = { used, left: Math.max(ATTEMPT_LIMIT - used, 0), limit: ATTEMPT_LIMIT };
  if (isNothingLeftToDo(node))
    return pass('attempts', 'The number is registered, so no attempt is needed.', evidence);
  if (ledger.blockedUntil !== null && at < ledger.blockedUntil)
    return found('attempts', 'fail', 'register_locked', input, {
      slots: { until: instant(ledger.blockedUntil) },
      evidence: { ...evidence, blocked_until: new Date(ledger.blockedUntil).toISOString() },
    });
  if (nextSlotAt !== null)
    return found('attempts', 'fail', 'attempts_exhausted', input, {
      slots: { used: String(used), next_slot_at: instant(nextSlotAt) },
      evidence,
    });
  return pass(
    'attempts',
    `${used} of Meta's ${ATTEMPT_LIMIT} attempts in 72 hours are used.`,
    evidence,
  );
}

/** Registered here already, or in the app. */
const isNothingLeftToDo = (node: PhoneNode): boolean => isRegistered(node) === true;
