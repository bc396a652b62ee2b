import type { ErrorRow } from '../error-row.js';
import { templateErrors } from './templates.js';

/** Sending and delivery of one message: the rest of facts/meta.md §3.3, row by row. */
// One row per line, so that it can be compared with its source.
// prettier-ignore
export const messagingErrors: readonly ErrorRow[] = [
  { code: 130403, meaning: 'The business blocked this user', retry: 'permanent', likelyCause: 'The user is on the block list', action: 'Unblock the user first', source: 'D26' },
  { code: 130472, meaning: "The user is in Meta's marketing experiment", retry: 'permanent', likelyCause: 'Marketing is withheld from some users; not charged', action: 'Use another channel', source: 'D26' },
  { code: 130501, meaning: 'The type of message is not supported (groups)', retry: 'fix', likelyCause: 'Groups take fewer types', action: 'Send another type', source: 'docs' },
  { code: 131020, meaning: 'Groups: invalid group, only one member', retry: 'permanent', likelyCause: 'The others left', action: 'Nothing', source: 'MD' },
  { code: 131041, meaning: 'Groups: unknown group', retry: 'permanent', likelyCause: 'The group is gone', action: 'Nothing', source: 'MD' },
  { code: 131021, meaning: 'Recipient and sender are the same', retry: 'permanent', likelyCause: 'A number that writes to itself', action: 'Choose another recipient', source: 'D26' },
  { code: 131026, meaning: 'Undeliverable', retry: 'permanent', likelyCause: 'Not on WhatsApp, an old client, or terms not accepted', action: 'Use another channel', source: 'D26' },
  { code: 131030, meaning: 'The recipient is not in the allowed list', retry: 'fix', likelyCause: 'A test number has five recipients at most, or the app is in development mode', action: 'Add the recipient, or set the app live', source: 'CAP/PY' },
  { code: 131035, meaning: 'No storage: an inbound message was dropped before its webhook was delivered', retry: 'permanent', likelyCause: 'The webhook was not reachable', action: 'Keep the webhook reachable', source: 'docs' },
  { code: 131047, meaning: "More than 24 hours since the user's last message", retry: 'permanent', likelyCause: 'Free text outside the service window', action: 'Send a template', source: 'D26/CAP' },
  { code: 131049, meaning: 'Not delivered, to keep the ecosystem healthy', retry: 'delay', likelyCause: 'The cap of marketing messages for this user', action: 'Wait 24 hours at least; never in a loop', source: 'D26' },
  { code: 131050, meaning: 'The user opted out of marketing', retry: 'permanent', likelyCause: 'The user stopped marketing messages', action: 'Honour user_preferences', source: 'D26' },
  { code: 131051, meaning: 'Unsupported type of message, also on an inbound message', retry: 'fix', likelyCause: 'A type that the API does not know', action: 'Send another type', source: 'D26/CAP' },
  { code: 131052, meaning: 'Media could not be downloaded', retry: 'fix', likelyCause: 'The source refused it; a 429 there passes', action: 'Check the media link', source: 'D26/PY' },
  { code: 131053, meaning: 'Media could not be uploaded', retry: 'fix', likelyCause: 'Wrong type or size; a 429 of the source passes', action: 'Check the media', source: 'D26/PY' },
  { code: 131055, meaning: 'The method is not allowed (Marketing Messages API)', retry: 'fix', likelyCause: 'The wrong endpoint', action: 'Use the endpoint for this kind of message', source: 'D26' },
  { code: 131060, meaning: 'The message is unavailable', retry: 'permanent', likelyCause: 'Coexistence, an unsupported companion, or a first contact', action: 'Look in the app', source: 'D26' },
  { code: 131062, meaning: 'A business-scoped user id is not supported as recipient', retry: 'fix', likelyCause: 'One-tap, zero-tap and copy-code authentication templates need a phone number', action: 'Use the phone number', source: 'PY/docs' },
  { code: [131201, 131215], meaning: 'An error of the Groups API', retry: 'fix', likelyCause: 'Out of scope', action: "Do as Meta's text says", source: 'MD' },
  ...templateErrors,
  { code: 134100, meaning: 'Marketing Messages API: marketing templates only', retry: 'fix', likelyCause: 'A template of another category', action: 'Send it through the Cloud API', source: 'D26' },
  { code: 134101, meaning: 'Marketing Messages API: the template is still synchronizing', retry: 'delay', likelyCause: 'It takes ten minutes', action: 'Wait ten minutes', source: 'D26' },
  { code: 134102, meaning: 'Marketing Messages API: the template is unavailable', retry: 'person', likelyCause: 'Not stated', action: 'Send it through the Cloud API', source: 'D26' },
  { code: 137000, meaning: 'The identity key hash of the recipient does not match', retry: 'person', likelyCause: 'The recipient changed the device or the number', action: 'Verify the user, then send again without the hash', source: 'docs' },
  { code: [138000, 138025], meaning: 'An error of calling', retry: 'fix', likelyCause: 'Out of scope', action: "Do as Meta's text says", source: 'PY' },
  { code: [139000, 139004], meaning: 'An error of Flows', retry: 'fix', likelyCause: 'Out of scope', action: "Do as Meta's text says", source: 'PY' },
  { code: [139100, 139103], meaning: 'An error of blocking users', retry: 'fix', likelyCause: 'Out of scope', action: "Do as Meta's text says", source: 'PY' },
];
