import { GraphRefusal } from './refusal.js';

/** Meta's titles of what can befall a message, at once or later. Source: facts/meta.md §3.3. */
const TITLES: Readonly<Record<number, { readonly title: string; readonly details: string }>> = {
  130429: {
    title: 'Rate limit hit',
    details:
      'Message failed to send because there were too many messages sent from this phone number in a short period of time',
  },
  130472: {
    title: "User's number is part of an experiment",
    details: "Failed to send message because this user's phone number is part of an experiment",
  },
  130497: {
    title: 'Business account is restricted from messaging users in this country.',
    details: 'Business account is restricted from messaging users in this country.',
  },
  131000: { title: 'Something went wrong', details: 'Something went wrong.' },
  131008: { title: 'Required parameter is missing', details: 'Required parameter is missing' },
  131016: { title: 'Service unavailable', details: 'A service is temporarily unavailable.' },
  131026: {
    title: 'Message undeliverable',
    details: 'Message Undeliverable.',
  },
  131031: {
    title: 'Business Account locked',
    details: 'Business account has been locked',
  },
  131042: {
    title: 'Business eligibility payment issue',
    details:
      'Message failed to send because there were one or more errors related to your payment method.',
  },
  131047: {
    title: 'Re-engagement message',
    details:
      'Message failed to send because more than 24 hours have passed since the customer last replied to this number.',
  },
  131049: {
    title: 'This message was not delivered to maintain healthy ecosystem engagement.',
    details:
      'In order to maintain a healthy ecosystem engagement, the message failed to be delivered.',
  },
  131050: {
    title: 'User has stopped marketing messages',
    details:
      'Unable to deliver the message. This recipient has chosen to stop receiving marketing messages on WhatsApp from your business',
  },
  131053: { title: 'Media upload error', details: 'Failed to download the media from the link' },
  131056: {
    title: '(Business Account, Consumer Account) pair rate limit hit',
    details:
      'Message failed to send because there were too many messages sent from this phone number to the same phone number in a short period of time.',
  },
  131062: {
    title: 'Business-scoped user ID recipients are not supported for this message',
    details: 'One-tap, zero-tap and copy-code authentication templates need a phone number.',
  },
  132000: {
    title: 'Number of parameters does not match the expected number of params',
    details: 'number of localizable_params does not match the expected number of params',
  },
  132001: {
    title: 'Template name does not exist in the translation',
    details: 'template name does not exist in the translation',
  },
  132012: {
    title: 'Parameter format does not match format in the created template',
    details: 'Parameter format does not match format in the created template',
  },
  132015: {
    title: 'Template is paused',
    details: 'Template is paused due to low quality, so it cannot be sent in a template message.',
  },
  132016: {
    title: 'Template is disabled',
    details:
      'Template has been paused too many times due to low quality and is now permanently disabled.',
  },
  80008: {
    title: 'There have been too many calls to this WhatsApp Business account.',
    details: 'Wait a bit and try again.',
  },
};

/** One element of `errors` in a status. Source: facts/meta.md §4.4. */
export function statusError(code: number): Readonly<Record<string, unknown>> {
  const { title, details } = TITLES[code] ?? { title: 'Unknown error', details: 'Unknown error' };
  return {
    code,
    title,
    message: title,
    error_data: { details },
    href: 'https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/',
  };
}

const SERVER_SIDE: readonly number[] = [131000, 131016];

/** The answer to a send that Meta refuses at once. Source: facts/meta.md §3.3. */
export function sendRefused(code: number, details?: string): GraphRefusal {
  const known = TITLES[code];
  return new GraphRefusal({
    status: SERVER_SIDE.includes(code) ? 500 : 400,
    code,
    message: `(#${code}) ${known?.title ?? 'Unknown error'}`,
    details: details ?? known?.details ?? 'Unknown error',
    is_transient: SERVER_SIDE.includes(code),
    ...(code === 130429 && { subcode: 2494055 }),
  });
}
