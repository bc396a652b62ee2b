import type { App } from '../state/app.js';
import { canSend, type NodeState } from '../state/phone-number.js';
import type { Waba } from '../state/waba.js';

type Sending = 'AVAILABLE' | 'LIMITED' | 'BLOCKED';

interface HealthEntity {
  readonly entity_type: 'PHONE_NUMBER' | 'WABA' | 'BUSINESS' | 'APP';
  readonly id: string;
  readonly can_send_message: Sending;
  readonly can_receive_call_sip?: Sending;
  readonly additional_info?: readonly string[];
  readonly errors?: readonly HealthError[];
}

interface HealthError {
  readonly error_code: number;
  readonly error_description: string;
  readonly possible_solution: string;
}

/** Texts and codes of facts/meta.md §1.2. */
const NOT_LINKED: HealthError = {
  error_code: 141000,
  error_description:
    'The phone number you are trying to send messages from is not linked to your WhatsApp account.',
  possible_solution: 'Register and finish the OTP authentication process for your phone number.',
};
const PAYMENT_MISSING: HealthError = {
  error_code: 141006,
  error_description:
    'There is an error with the payment method. This will block business initiated conversations.',
  possible_solution: 'Add a valid payment method to your WhatsApp Business account.',
};
const NOT_VERIFIED: HealthError = {
  error_code: 141010,
  error_description: 'The Business has not passed business verification.',
  possible_solution:
    'Visit business settings and start or resolve the business verification request.',
};
const LOCKED: HealthError = {
  error_code: 131031,
  error_description: 'The account has been locked for violating the WhatsApp policy.',
  possible_solution: 'Request a review in Business Support.',
};
const SIP_OFF: HealthError = {
  error_code: 138024,
  error_description: 'The phone number cannot use SIP for calling because SIP is not enabled.',
  possible_solution: 'Enable SIP in the calling settings of the phone number.',
};
const SIP_SERVER_MISSING: HealthError = {
  error_code: 138025,
  error_description: 'The app has no SIP server configured.',
  possible_solution: 'Configure a SIP server for the app.',
};
const NAME_NOT_APPROVED =
  'Your display name has not been approved yet. Your message limit will increase after the display name is approved.';

const ACCEPTED_NAMES = new Set(['APPROVED', 'AVAILABLE_WITHOUT_REVIEW']);

/** `health_status` as it follows from the state, calling noise included; a phone's when one is given. Source: facts/meta.md §1.2. */
export function deriveHealthStatus(
  {
    waba,
    app,
    phone,
  }: { waba: Waba; app: App; phone?: { id: string; node: NodeState } | undefined },
  rotation: number,
): unknown {
  const entities: HealthEntity[] = [wabaEntity(waba), businessEntity(waba), appEntity(app)];
  if (phone !== undefined) entities.unshift(phoneEntity(phone.id, phone.node));
  // The order varies at Meta (facts/meta.md §1.2): nobody may count on a place.
  const turn = rotation % entities.length;
  return {
    can_send_message: worst(entities),
    entities: [...entities.slice(turn), ...entities.slice(0, turn)],
  };
}

function phoneEntity(id: string, node: NodeState): HealthEntity {
  const base = { entity_type: 'PHONE_NUMBER', id, can_receive_call_sip: 'BLOCKED' } as const;
  if (node.status === 'BANNED') {
    return { ...base, can_send_message: 'BLOCKED', errors: [LOCKED, SIP_OFF] };
  }
  if (!canSend(node))
    return { ...base, can_send_message: 'BLOCKED', errors: [NOT_LINKED, SIP_OFF] };
  if (ACCEPTED_NAMES.has(node.name_status ?? '')) {
    return { ...base, can_send_message: 'AVAILABLE', errors: [SIP_OFF] };
  }
  return {
    ...base,
    can_send_message: 'LIMITED',
    additional_info: [NAME_NOT_APPROVED],
    errors: [SIP_OFF],
  };
}

function wabaEntity(waba: Waba): HealthEntity {
  const base = { entity_type: 'WABA', id: waba.id } as const;
  return waba.payment_method
    ? { ...base, can_send_message: 'AVAILABLE' }
    : { ...base, can_send_message: 'BLOCKED', errors: [PAYMENT_MISSING] };
}

function businessEntity(waba: Waba): HealthEntity {
  const base = { entity_type: 'BUSINESS', id: waba.business_id } as const;
  return waba.verified_business
    ? { ...base, can_send_message: 'AVAILABLE' }
    : { ...base, can_send_message: 'LIMITED', errors: [NOT_VERIFIED] };
}

function appEntity(app: App): HealthEntity {
  return {
    entity_type: 'APP',
    id: app.id,
    can_send_message: 'AVAILABLE',
    can_receive_call_sip: 'BLOCKED',
    errors: [SIP_SERVER_MISSING],
  };
}

function worst(entities: readonly HealthEntity[]): Sending {
  const seen = new Set(entities.map((entity) => entity.can_send_message));
  if (seen.has('BLOCKED')) return 'BLOCKED';
  return seen.has('LIMITED') ? 'LIMITED' : 'AVAILABLE';
}
