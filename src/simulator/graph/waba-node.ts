import type { Waba } from '../state/waba.js';
import type { Answer, WabaCall } from './call.js';
import { textParameter } from './call.js';
import { parseFields } from './fields.js';
import { deriveHealthStatus } from './health-status.js';
import { arrange } from './node-answer.js';
import { unknownField } from './refusal.js';
import { listSubscribedApps } from './subscribed-apps.js';

const NODE_TYPE = 'WhatsAppBusinessAccount';
const DEFAULT_FIELDS = parseFields('name,currency,timezone_id,message_template_namespace');

type Reader = (shown: { waba: Waba; call: WabaCall }) => unknown;

/** Fields that Meta's own SDK knows; here they have no value, which Meta shows by leaving them out. */
const WITHOUT_VALUE = [
  'analytics',
  'auth_international_rate_eligibility',
  'creation_time',
  'is_shared_with_partners',
  'linked_commerce_account',
  'marketing_messages_lite_api_status',
  'marketing_messages_onboarding_status',
  'on_behalf_of_business_info',
  'owner_business',
  'primary_business_location',
  'purchase_order_number',
];

/** Source: facts/meta.md §1.13. */
const FIELDS: Readonly<Record<string, Reader>> = {
  ...Object.fromEntries(WITHOUT_VALUE.map((name) => [name, () => undefined])),
  id: ({ waba }) => waba.id,
  name: ({ waba }) => waba.name,
  currency: ({ waba }) => waba.currency,
  timezone_id: ({ waba }) => waba.timezone_id,
  country: ({ waba }) => waba.country,
  message_template_namespace: ({ waba }) => `simulated_namespace_${waba.id}`,
  account_review_status: ({ waba }) => waba.account_review_status,
  business_verification_status: ({ waba }) =>
    waba.business_verification_status ?? (waba.verified_business ? 'verified' : 'not_verified'),
  ownership_type: ({ waba }) => waba.ownership_type,
  owner_business_info: ({ waba }) => ({ id: waba.business_id, name: waba.name }),
  status: ({ waba }) => waba.status,
  health_status: ({ waba, call: { world, token } }) =>
    deriveHealthStatus({ waba, app: world.ensureApp(token.app_id) }, world.nextRotation()),
  // Absent = no payment method = no paid messages (facts/meta.md §0.3).
  primary_funding_id: ({ waba }) => (waba.payment_method ? `5${waba.id.slice(1)}` : undefined),
  is_enabled_for_insights: () => true,
  disable_marketing_messages_on_cloud_api: () => false,
  whatsapp_business_manager_messaging_limit: ({ waba }) =>
    waba.whatsapp_business_manager_messaging_limit,
  template_auto_archival_enabled: () => false,
  // Graph shows an edge that is asked for as a field.
  subscribed_apps: ({ call }) => listSubscribedApps(call).body,
};

/** `GET /{waba_id}`. Source: facts/meta.md §1.13. */
export function readWaba(call: WabaCall): Answer {
  const { waba, parameters } = call;
  const fields = textParameter(parameters, 'fields');
  const selection = fields === undefined ? DEFAULT_FIELDS : parseFields(fields);
  const values: Record<string, unknown> = {};
  for (const name of selection.keys()) {
    const read = Object.hasOwn(FIELDS, name) ? FIELDS[name] : undefined;
    if (read === undefined) throw unknownField(name, NODE_TYPE);
    const value = read({ waba, call });
    if (value !== undefined) values[name] = value;
  }
  return { body: arrange(call.world, waba.id, values) };
}
