import { canSend } from '../live-reason.js';
import { isRegistered } from '../situation.js';
import { found, noted, pass, unknown, unread, type Check } from './check.js';
import type { PreflightInput } from './readings.js';

/** Whether messages would go out, and reach whom they should. Source: facts/meta.md §1.2, §1.10, §1.11. */
export const messageChecks = (input: PreflightInput): Check[] => [
  sending(input),
  subscription(input),
  messagesField(input),
  callback(input),
];

function sending(input: PreflightInput): Check {
  const { node, facts } = input;
  if (node.kind !== 'known') return unread('can_send', node, input);
  const evidence = { can_send_message: node.value.canSend };
  if (isRegistered(node.value) !== true)
    return unknown('can_send', 'Meta tells once the number is registered.', evidence);
  const { status, reason, slots } = canSend({
    at: node.readAt,
    node: node.value,
    number: { restrictions: [] },
    memory: {},
    ledger: facts.ledger,
  });
  if (status === false) return found('can_send', 'warn', reason, input, { slots, evidence });
  return status === null
    ? unknown('can_send', 'Meta does not say whether the number can send.', evidence)
    : pass('can_send', 'Meta says that the number can send.', evidence);
}

function subscription(input: PreflightInput): Check {
  const { subscribedApps: apps, facts } = input;
  if (apps.kind !== 'known') return unread('subscription', apps, input);
  const ids = apps.value.map(({ whatsapp_business_api_data: { id } }) => id);
  const evidence = { subscribed_apps: ids.join(' ') };
  const isOurs = facts.ourAppId === null ? null : ids.includes(facts.ourAppId);
  return pass(
    'subscription',
    isOurs === true
      ? 'Our app is subscribed to the WhatsApp account.'
      : 'We subscribe our app to the WhatsApp account at the start.',
    evidence,
  );
}

function messagesField(input: PreflightInput): Check {
  const { appWebhooks: app, facts } = input;
  if (app === null)
    return unknown(
      'messages_field',
      'META_APP_ID and META_APP_SECRET are not set, so the app could not be read.',
    );
  if (app.kind !== 'known') return unread('messages_field', app, input);
  const evidence = { messages: app.value.messagesField, callback_url: app.value.callbackUrl };
  if (app.value.messagesField)
    return pass('messages_field', 'The app is subscribed to "messages".', evidence);
  return {
    ...found('messages_field', 'fail', 'messages_field_off', input, { evidence }),
    link: `https://developers.facebook.com/apps/${facts.ourAppId ?? ''}/whatsapp-business/wa-settings/`,
  };
}

function callback(input: PreflightInput): Check {
  const { callback: answer, appWebhooks: app, facts } = input;
  const evidence = { url: facts.callbackUrl };
  switch (answer.kind) {
    case 'verified':
      return pass(
        'callback',
        'The callback can be reached and answers Meta’s verification.',
        evidence,
      );
    case 'not_verified':
    case 'unreachable':
      return found('callback', 'fail', 'callback_unreachable', input, {
        slots: { detail: answer.detail },
        evidence,
      });
    case 'not_allowed':
      return noted('callback', 'fail', {
        detail: `Meta could not call the callback: ${answer.detail}`,
        action: 'Give an https URL on the public internet.',
        evidence,
      });
    case 'not_wanted': {
      const url = app?.kind === 'known' ? app.value.callbackUrl : null;
      return url === null
        ? unknown('callback', 'It is not known where the app’s own callback leads.', evidence)
        : pass('callback', `Messages go to the app’s own callback, ${url}.`, { url });
    }
  }
}
