import { canSendAgain, explainStatus } from '../../messaging/delivery-again.js';
import { explainNoStatus, type WebhookStanding } from '../../messaging/delivery-silent.js';
import { latenessOf } from '../../messaging/delivery-stuck.js';
import { diagnoseEnding } from '../../messaging/diagnose-ending.js';
import type { MessageSurroundings } from '../../operations/message-surroundings.js';
import type { NumberView } from '../../store/number-views.js';
import type { MessageError, MessageRow } from '../../store/tables.js';
import { presentDiagnosis } from '../../messaging/present-diagnosis.js';
import { effectiveCallback } from './callback.js';
import { iso } from './instant.js';

/** What is beside a message that was just made. */
const ALONE: MessageSurroundings = { usual: null, againId: null, number: null };

/** A message as the API shows it. Design: api.md §4. */
export function presentMessage(
  message: MessageRow,
  at: number,
  around: MessageSurroundings = ALONE,
) {
  const ageMs = at - message.created_at.getTime();
  const arrived = message.delivered_at !== null || message.read_at !== null;
  const failed = message.failed_at !== null;
  const error = message.error ?? refusalOf(message);
  const diagnosis = diagnoseEnding(error, failed);
  return {
    id: message.id,
    wamid: message.wamid,
    status: message.status,
    explanation: explainStatus(message.status, {
      ageMs,
      messageStatus: message.message_status,
      isCalledFor: message.calling_since !== null,
      isReplaced: around.againId !== null,
      lastCall: message.attempts.at(-1)?.outcome ?? null,
      arrived,
      failed,
    }),
    number_id: message.phone_number_id,
    waba_id: message.waba_id,
    to: message.recipient_input,
    recipient: message.recipient,
    recipient_country: message.recipient_country,
    wa_id: message.wa_id,
    user_id: message.user_id,
    context: message.context,
    type: message.type,
    template:
      message.template_name === null
        ? null
        : {
            key: message.template_key,
            name: message.template_name,
            language: message.template_language ?? '',
          },
    created_at: iso(message.created_at) ?? '',
    accepted_at: iso(message.accepted_at),
    sent_at: iso(message.sent_at),
    delivered_at: iso(message.delivered_at),
    read_at: iso(message.read_at),
    played_at: iso(message.played_at),
    failed_at: iso(message.failed_at),
    next_attempt_at: iso(message.next_attempt_at),
    attempts: callsOf(message),
    error: error === null ? null : presentError(error),
    diagnosis: diagnosis === null ? null : presentDiagnosis(diagnosis),
    /** Both arrived and failed. */
    is_contradictory: arrived && failed,
    late: presentLateness(message, at, around),
    pricing: message.pricing,
    conversation: message.conversation,
    /** Once: whoever asks again is shown the message that was sent in its place. */
    can_send_again: around.againId === null && canSendAgain(message.status, ageMs),
    again_of: message.again_of,
    again_id: around.againId,
  };
}

/** Why a message waits: what Meta said last. */
const refusalOf = ({ status, attempts }: MessageRow): MessageError | null =>
  status === 'retrying' ? (attempts.at(-1)?.error ?? null) : null;

/** How often Meta was called, or may have been: a process that died in its call wrote of none. */
function callsOf({ attempts, calling_since: callingSince, status, wamid }: MessageRow): number {
  const underWay = callingSince === null ? 0 : 1;
  const known = wamid !== null || status === 'unknown' ? 1 : 0;
  return Math.max(attempts.length + underWay, known);
}

const presentError = (error: MessageError) => ({
  code: error.code,
  subcode: error.subcode ?? null,
  title: error.title,
  message: error.message,
  details: error.details,
  href: error.href ?? null,
  fbtrace_id: error.fbtrace_id ?? null,
  stopped: error.stopped ?? null,
});

function presentLateness(message: MessageRow, at: number, { usual, number }: MessageSurroundings) {
  const late = latenessOf(message, usual, at);
  if (late === null) return null;
  const minutes = Math.round(late.afterMs / 60_000);
  return {
    after_s: Math.round(late.afterMs / 1_000),
    detail:
      message.status === 'accepted'
        ? explainNoStatus(late.since, number && webhooksOf(number))
        : `Messages of this kind arrive within ${minutes} minutes, and this one has not: the phone is off or offline, or Meta dropped it without a word.`,
  };
}

function webhooksOf(number: NumberView): WebhookStanding {
  const effective = number.conditions.find(({ type }) => type === 'webhooks_effective');
  const isKnown = effective !== undefined && effective.status !== 'unknown';
  return {
    isEffective: isKnown ? effective.status === 'met' : null,
    problem: effective?.message ?? '',
    isSubscribed: number.waba_subscription?.subscribed ?? null,
    callback: effectiveCallback(number),
    lastAt: number.last_webhook_at?.getTime() ?? null,
  };
}
