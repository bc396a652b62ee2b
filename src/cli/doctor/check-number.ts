import type { NumberView } from '../../store/number-views.js';
import { fail, pass, skip, type Finding, type Findings } from './finding.js';

const HOUR = 3_600_000;

/** What is known of one number, from the newest read: whether it can send and be heard, and what its webhooks do. */
export function checkNumber(number: NumberView, at: number): Findings {
  const { explanation } = number;
  return [
    number.stage === 'live'
      ? pass('number', explanation.explanation)
      : fail('number', explanation.explanation, explanation.action),
    ...number.conditions.map(({ type, status, message }): Finding => {
      const check = type.replaceAll('_', ' ');
      if (status === 'met') return pass(check, message);
      return status === 'unknown' ? skip(check, message) : fail(check, message, explanation.action);
    }),
    tokenOf(number),
    subscriptionOf(number),
    fieldOf(number),
    lastWebhookOf(number, at),
  ];
}

function tokenOf({ token_facts: facts, token_last4: last4, waba_id: wabaId }: NumberView): Finding {
  const check = `token …${last4}`;
  if (facts === null) return skip(check, 'Meta was not asked about it yet');
  return facts.valid
    ? pass(check, 'Meta accepts it')
    : fail(check, 'Meta does not accept it', `Make a new one: PUT /v1/wabas/${wabaId}/token.`);
}

function subscriptionOf({ waba_subscription: subscription, phone_number_id: id }: NumberView) {
  if (subscription === null) return skip('subscription', 'not read yet');
  return subscription.subscribed
    ? pass('subscription', 'our app is subscribed to the WABA')
    : fail(
        'subscription',
        'our app is not subscribed to the WABA: no status and no message arrives',
        `POST /v1/numbers/${id}/repair-webhooks.`,
      );
}

function fieldOf({ waba_app_webhooks: webhooks }: NumberView): Finding {
  if (webhooks === null) return skip('webhook field', 'the app was not read yet');
  return webhooks.messagesField
    ? pass('webhook field', 'the app takes the field "messages"')
    : fail(
        'webhook field',
        'the app does not take the field "messages"',
        'Subscribe to it in the app dashboard: WhatsApp, Configuration, Webhook fields.',
      );
}

function lastWebhookOf({ last_webhook_at: last }: NumberView, at: number): Finding {
  if (last === null) return skip('last webhook', 'none came so far');
  const hours = (at - last.getTime()) / HOUR;
  return pass('last webhook', `${last.toISOString()}, ${hours.toFixed(1)} hours ago`);
}
