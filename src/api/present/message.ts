import { canSendAgain, explainStatus } from '../../messaging/delivery-again.js';
import { stuckInSent, type UsualTime } from '../../messaging/delivery-stuck.js';
import { diagnose } from '../../messaging/diagnose.js';
import type { MessageError, MessageRow } from '../../store/tables.js';
import { presentDiagnosis } from '../../messaging/present-diagnosis.js';
import { iso } from './instant.js';

/** A message as the API shows it; `usual` is how long its kind takes, null where that is not known. Design: api.md §4. */
export function presentMessage(message: MessageRow, at: number, usual: UsualTime | null = null) {
  const ageMs = at - message.created_at.getTime();
  const arrived = message.delivered_at !== null || message.read_at !== null;
  const failed = message.failed_at !== null;
  const error = message.error ?? refusalOf(message);
  return {
    id: message.id,
    wamid: message.wamid,
    status: message.status,
    explanation: explainStatus(message.status, {
      ageMs,
      messageStatus: message.message_status,
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
    diagnosis: error === null || error.code === null ? null : presentDiagnosis(diagnose(error)),
    /** Both arrived and failed. */
    is_contradictory: arrived && failed,
    late: presentLateness(message, at, usual),
    pricing: message.pricing,
    conversation: message.conversation,
    can_send_again: canSendAgain(message.status, ageMs),
    again_of: message.again_of,
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

function presentLateness(
  { status, sent_at: sentAt }: MessageRow,
  at: number,
  usual: UsualTime | null,
) {
  if (status !== 'sent' || sentAt === null) return null;
  const { isStuck, afterMs } = stuckInSent(sentAt.getTime(), usual, at);
  if (!isStuck) return null;
  const minutes = Math.round(afterMs / 60_000);
  return {
    after_s: Math.round(afterMs / 1_000),
    detail: `Messages of this kind arrive within ${minutes} minutes, and this one has not: the phone is off or offline, or Meta dropped it without a word.`,
  };
}
