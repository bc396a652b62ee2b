/** A Meta app: who the tokens belong to, and where webhooks go by default. Source: facts/meta.md §1.11. */
export interface App {
  readonly id: string;
  name: string;
  secret: string;
  /** Sent as `hub.verify_token` when the callback is verified. */
  verify_token: string;
  callback_url: string | undefined;
  /** The webhook fields the app is subscribed to. */
  fields: string[];
}

/** The app that exists before anyone has put one. */
export const DEFAULT_APP_ID = '1000000000000001';

/** The app a token belongs to in a scenario where it is the wrong one. */
export const OTHER_APP_ID = '1000000000000099';

/** An app that is not subscribed to the field `messages`. */
export const APP_WITHOUT_MESSAGES_ID = '1000000000000098';

/** Apps of the simulator's own: none of them is the one a caller means by putting an app. */
export const BUILT_IN_APP_IDS: ReadonlySet<string> = new Set([
  DEFAULT_APP_ID,
  OTHER_APP_ID,
  APP_WITHOUT_MESSAGES_ID,
]);

/** `messages` and the account fields that the product needs. Source: facts/meta.md §4.4–§4.5. */
export const DEFAULT_WEBHOOK_FIELDS: readonly string[] = [
  'messages',
  'account_update',
  'account_review_update',
  'account_alerts',
  'business_capability_update',
  'phone_number_name_update',
  'phone_number_quality_update',
  'security',
  'message_template_status_update',
  'message_template_quality_update',
  'message_template_components_update',
  'template_category_update',
  'user_preferences',
];

/** An app with everything a caller left out filled in. */
export function makeApp(id: string, given: Partial<Omit<App, 'id'>> = {}): App {
  return {
    id,
    name: given.name ?? `Simulated app ${id}`,
    secret: given.secret ?? 'simulated-app-secret',
    verify_token: given.verify_token ?? 'simulated-verify-token',
    callback_url: given.callback_url,
    fields: given.fields ?? [...DEFAULT_WEBHOOK_FIELDS],
  };
}
