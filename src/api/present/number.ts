import { DEADLINE_DAYS } from '../../onboarding/deadline.js';
import { rejectionReason } from '../../onboarding/name-rejection.js';
import { CODE_LIFETIME } from '../../onboarding/rules/verification.js';
import type { Actor } from '../../operations/actor.js';
import { isCoexistence } from '../../operations/coexistence.js';
import { appDataDeadline } from '../../operations/sync-app-data.js';
import type { NumberView } from '../../store/number-views.js';
import type { AppDependencies } from '../context.js';
import type { ShownNumber } from '../schemas/number.js';
import { presentCallback } from './callback.js';
import { presentHealth } from './health.js';
import { iso } from './instant.js';
import { presentExplanation } from '../../messaging/present-diagnosis.js';

/** The number as this actor sees it; names every field itself, so that nothing secret can slip through. */
export function presentNumber(
  number: NumberView,
  actor: Actor,
  { clock, publicUrl, workflowLink }: Pick<AppDependencies, 'clock' | 'publicUrl' | 'workflowLink'>,
): ShownNumber {
  const at = clock.now();
  const { node, memory, explanation } = number;
  const approvedAt = memory.renameApprovedAt;
  const reregisterBy = approvedAt === undefined ? null : iso(approvedAt + DEADLINE_DAYS);
  return {
    id: number.phone_number_id,
    account_id: number.account_id,
    inbox_id: number.inbox_id,
    waba_id: number.waba_id,
    external_id: number.external_id,
    metadata: number.metadata,
    mode: number.mode,
    display_phone_number: node?.displayPhoneNumber ?? null,
    verified_name: node?.verifiedName ?? null,
    display_name: {
      current: node?.verifiedName ?? null,
      status: node?.nameStatus ?? null,
      pending: node?.newDisplayName ?? null,
      pending_status: node?.newNameStatus ?? null,
      rejection_reason: node === null ? null : rejectionReason(node, memory),
      // The node may go on showing an approved name that a registration has taken over.
      reregister_by: reregisterBy === explanation.deadline_at ? reregisterBy : null,
    },
    stage: number.stage,
    conditions: number.conditions,
    onboarding: actor.isPlatform
      ? {
          ...presentExplanation(explanation),
          workflow: workflowLink(number.phone_number_id, number.run_id),
        }
      : presentExplanation(explanation),
    health: presentHealth(number, at),
    callback: presentCallback(number, publicUrl),
    pin: {
      stored: number.pin_state !== 'none',
      proven: number.pin_state === 'proven',
      last_event:
        number.pin_event === null
          ? null
          : { ...number.pin_event, at: new Date(number.pin_event.at).toISOString() },
    },
    code: presentCode(number, at),
    token: presentToken(number),
    app_data_sync: presentAppData(number),
    signed_up_at: iso(number.signed_up_at),
    pin_policy: number.pin_policy,
    reregister_policy: number.reregister_policy,
    paused: number.paused !== null,
    created_at: number.created_at.toISOString(),
    live_at: iso(number.live_at),
    last_webhook_at: iso(number.last_webhook_at),
  };
}

function presentAppData(number: NumberView): ShownNumber['app_data_sync'] {
  const deadline = appDataDeadline(number);
  if (deadline === null && !isCoexistence(number)) return null;
  const { contacts, history } = number.app_data_sync ?? {};
  return {
    deadline_at: iso(deadline),
    contacts_requested_at: iso(contacts?.at),
    history_requested_at: iso(history?.at),
  };
}

function presentCode({ memory: { code } }: NumberView, at: number): ShownNumber['code'] {
  const sentAt = code?.sentAt ?? null;
  const isUsed = sentAt !== null && (code?.verifiedAt ?? -Infinity) >= sentAt;
  const cooldown = code?.cooldownUntil ?? null;
  return {
    sent_at: iso(sentAt),
    expires_at: sentAt === null || isUsed ? null : iso(sentAt + CODE_LIFETIME),
    next_request_at: cooldown !== null && cooldown > at ? iso(cooldown) : null,
  };
}

/** What is known of a token; never the token. */
export function presentToken({
  token_last4,
  token_facts,
}: Pick<NumberView, 'token_last4' | 'token_facts'>): ShownNumber['token'] {
  return {
    last4: token_last4,
    valid: token_facts?.valid ?? null,
    expires_at: iso(token_facts?.expiresAt),
    scopes: token_facts?.scopes ?? [],
  };
}
