import { MINUTE } from '../../onboarding/duration.js';
import { inWords } from '../../onboarding/silence.js';
import type { NumberReadTimes } from '../../store/number-read-times.js';
import type { NumberView } from '../../store/number-views.js';
import { fail, pass, skip, type Finding, type Findings } from './finding.js';

/** Says of what was read when how old it is. */
type Aged = (detail: string, readAt: Date | null) => string;

/** What is known of one number and how old that is: whether it can send and be heard, and what its webhooks do. */
export function checkNumber(number: NumberView, read: NumberReadTimes, at: number): Findings {
  const { explanation } = number;
  const aged: Aged = (detail, readAt) =>
    readAt === null ? detail : `${detail} (read ${ago(at - readAt.getTime())})`;
  const told = aged(explanation.explanation, read.node);
  return [
    number.stage === 'live' ? pass('number', told) : fail('number', told, explanation.action),
    ...number.conditions.map(({ type, status, message }): Finding => {
      const check = type.replaceAll('_', ' ');
      if (status === 'met') return pass(check, message);
      return status === 'unknown' ? skip(check, message) : fail(check, message, explanation.action);
    }),
    tokenOf(number, (detail) => aged(detail, read.token)),
    subscriptionOf(number, (detail) => aged(detail, read.subscription)),
    fieldOf(number, (detail) => aged(detail, read.appWebhooks)),
    lastWebhookOf(number, at),
  ];
}

function tokenOf(
  { token_facts: facts, token_last4: last4, waba_id: wabaId }: NumberView,
  aged: (detail: string) => string,
): Finding {
  const check = `token …${last4}`;
  if (facts === null) return skip(check, 'Meta was not asked about it yet');
  return facts.valid
    ? pass(check, aged('Meta accepts it'))
    : fail(
        check,
        aged('Meta does not accept it'),
        `Make a new one: PUT /v1/wabas/${wabaId}/token.`,
      );
}

function subscriptionOf(
  { waba_subscription: subscription, phone_number_id: id }: NumberView,
  aged: (detail: string) => string,
): Finding {
  if (subscription === null) return skip('subscription', 'not read yet');
  return subscription.subscribed
    ? pass('subscription', aged('our app is subscribed to the WABA'))
    : fail(
        'subscription',
        aged('our app is not subscribed to the WABA: no status and no message arrives'),
        `POST /v1/numbers/${id}/repair-webhooks.`,
      );
}

function fieldOf(
  { waba_app_webhooks: webhooks }: NumberView,
  aged: (detail: string) => string,
): Finding {
  if (webhooks === null) return skip('webhook field', 'the app was not read yet');
  return webhooks.messagesField
    ? pass('webhook field', aged('the app takes the field "messages"'))
    : fail(
        'webhook field',
        aged('the app does not take the field "messages"'),
        'Subscribe to it in the app dashboard: WhatsApp, Configuration, Webhook fields.',
      );
}

function lastWebhookOf({ last_webhook_at: last }: NumberView, at: number): Finding {
  if (last === null) return skip('last webhook', 'none came so far');
  return pass('last webhook', `${last.toISOString()}, ${ago(at - last.getTime())}`);
}

const ago = (ms: number): string => (ms < MINUTE ? 'just now' : `${inWords(ms)} ago`);
