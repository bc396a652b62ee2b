import { addPhoneNumber, listPhoneNumbers } from './phone-numbers.js';
import {
  listAppSubscriptions,
  subscribeAppToFields,
  unsubscribeAppFromFields,
} from './app-subscriptions.js';
import { changeBusinessProfile, readBusinessProfile } from './business-profile.js';
import type { Answer, AppCall, Call, NumberCall, WabaCall } from './call.js';
import { debugToken } from './debug-token.js';
import { deregister } from './deregister.js';
import { exchangeForToken } from './oauth.js';
import { createTemplate, listTemplates } from './message-templates.js';
import { shareAppData } from './smb-app-data.js';
import { sendMessage } from './messages.js';
import { readPhoneNumber } from './phone-number-node.js';
import { register } from './register.js';
import { requestCode } from './request-code.js';
import { listSubscribedApps, subscribeApp, unsubscribeApp } from './subscribed-apps.js';
import { updatePhoneNumber } from './update-phone-number.js';
import { verifyCode } from './verify-code.js';
import { readWaba } from './waba-node.js';

type Edges<AnyCall> = Readonly<Record<string, (call: AnyCall) => Answer | Promise<Answer>>>;

/** What a phone number answers to, by method and edge; the node itself has no edge. Source: facts/meta.md §1.1–§1.9, §1.14, §1.16. */
export const numberEdges: Edges<NumberCall> = {
  'GET ': readPhoneNumber,
  'POST ': updatePhoneNumber,
  'POST request_code': requestCode,
  'POST verify_code': verifyCode,
  'POST register': register,
  'POST deregister': deregister,
  'POST messages': sendMessage,
  'POST smb_app_data': shareAppData,
  'GET whatsapp_business_profile': readBusinessProfile,
  'POST whatsapp_business_profile': changeBusinessProfile,
};

/** What a WABA answers to. Source: facts/meta.md §1.3, §1.4, §1.10, §1.13, §1.15. */
export const wabaEdges: Edges<WabaCall> = {
  'GET ': readWaba,
  'GET phone_numbers': listPhoneNumbers,
  'POST phone_numbers': addPhoneNumber,
  'GET subscribed_apps': listSubscribedApps,
  'POST subscribed_apps': subscribeApp,
  'DELETE subscribed_apps': unsubscribeApp,
  'GET message_templates': listTemplates,
  'POST message_templates': createTemplate,
};

/** What an app answers to, with its own token. Source: facts/meta.md §1.11. */
export const appEdges: Edges<AppCall> = {
  'GET ': ({ app }) => ({
    body: { id: app.id, name: app.name, link: `https://www.facebook.com/games/?app_id=${app.id}` },
  }),
  'GET subscriptions': listAppSubscriptions,
  'POST subscriptions': subscribeAppToFields,
  'DELETE subscriptions': unsubscribeAppFromFields,
};

/** What belongs to no object. Source: facts/meta.md §1.12. */
export const rootEdges: Edges<Call> = {
  'GET debug_token': debugToken,
  'GET oauth/access_token': exchangeForToken,
  'POST oauth/access_token': exchangeForToken,
};
