import type { App } from '../state/app.js';
import { shownNode, type NodeState, type PhoneNumber } from '../state/phone-number.js';
import type { Waba } from '../state/waba.js';
import type { World } from '../state/world.js';
import type { Answer, NumberCall } from './call.js';
import { textParameter } from './call.js';
import { parseFields, type FieldSelection } from './fields.js';
import { deriveHealthStatus } from './health-status.js';
import { arrange } from './node-answer.js';
import { unknownField } from './refusal.js';

const NODE_TYPE = 'WhatsAppBusinessPhoneNumber';

/** What real answers hold when nothing was asked for. Source: facts/meta.md §1.1. */
const DEFAULT_FIELDS = parseFields(
  'display_phone_number,verified_name,quality_rating,code_verification_status,platform_type,throughput,webhook_configuration,last_onboarded_time',
);

interface Shown {
  readonly world: World;
  readonly number: PhoneNumber;
  readonly waba: Waba;
  readonly app: App;
  readonly node: NodeState;
}

/** How each field is made. One that is undefined is left out, as Meta does. Source: facts/meta.md §1.1. */
const FIELDS: Readonly<Record<string, (shown: Shown) => unknown>> = {
  id: ({ number }) => number.id,
  display_phone_number: ({ node }) => node.display_phone_number,
  verified_name: ({ node }) => node.verified_name,
  name_status: ({ node }) => node.name_status,
  new_display_name: ({ node }) => node.new_display_name,
  new_name_status: ({ node }) => node.new_name_status,
  certificate: ({ node }) => node.certificate,
  new_certificate: ({ node }) => node.new_certificate,
  code_verification_status: ({ node }) => node.code_verification_status,
  status: ({ node }) => node.status,
  platform_type: ({ node }) => node.platform_type,
  host_platform: ({ node }) => node.platform_type,
  quality_rating: ({ node }) => node.quality_rating,
  quality_score: ({ node }) =>
    node.quality_rating === undefined ? undefined : { score: node.quality_rating },
  throughput: ({ node }) => node.throughput,
  whatsapp_business_manager_messaging_limit: ({ node }) =>
    node.whatsapp_business_manager_messaging_limit,
  messaging_limit_tier: ({ node }) => node.messaging_limit_tier,
  account_mode: ({ node }) => node.account_mode,
  is_pin_enabled: ({ node }) => node.is_pin_enabled,
  is_official_business_account: ({ node }) => node.is_official_business_account,
  official_business_account: ({ node }) => ({
    oba_status: node.is_official_business_account === true ? 'APPROVED' : 'NOT_STARTED',
  }),
  is_on_biz_app: ({ node }) => node.is_on_biz_app,
  is_preverified_number: ({ node }) => node.is_preverified_number,
  health_status: ({ world, number, waba, app, node }) =>
    node.health_status ??
    deriveHealthStatus({ waba, app, phone: { id: number.id, node } }, world.nextRotation()),
  webhook_configuration: ({ number, waba, app }) => ({
    phone_number: number.override?.url,
    whatsapp_business_account: waba.subscriptions.get(app.id)?.override?.url,
    application: app.callback_url,
  }),
  last_onboarded_time: ({ node }) => node.last_onboarded_time,
  unified_cert_status: ({ node }) => node.unified_cert_status,
  search_visibility: ({ node }) => node.search_visibility,
  conversational_automation: () => undefined,
  eligibility_for_api_business_global_search: () => undefined,
  country_dial_code: ({ node }) => node.country_dial_code,
  country_code: ({ node }) => node.country_code,
  username: ({ node }) => node.username,
};

/** `GET /{phone_number_id}`. Source: facts/meta.md §1.1. */
export function readPhoneNumber({
  world,
  number,
  waba,
  token,
  parameters,
  now,
}: NumberCall): Answer {
  const fields = textParameter(parameters, 'fields');
  const selection = fields === undefined ? undefined : parseFields(fields);
  const app = world.ensureApp(token.app_id);
  return { body: presentPhoneNumber({ world, number, waba, app, selection, now }) };
}

/** One number as a read or a list shows it. */
export function presentPhoneNumber({
  selection = DEFAULT_FIELDS,
  now,
  ...owner
}: {
  world: World;
  number: PhoneNumber;
  waba: Waba;
  app: App;
  selection: FieldSelection | undefined;
  now: number;
}): Record<string, unknown> {
  const shown: Shown = { ...owner, node: shownNode(owner.number, now) };
  const values: Record<string, unknown> = {};
  for (const [name, nested] of selection) {
    const read = Object.hasOwn(FIELDS, name) ? FIELDS[name] : undefined;
    if (read === undefined || owner.number.behaviour.unknown_fields.includes(name)) {
      throw unknownField(name, NODE_TYPE);
    }
    const value = read(shown);
    if (value !== undefined) values[name] = nested === undefined ? value : pick(value, nested);
  }
  return arrange(owner.world, owner.number.id, values);
}

function pick(value: unknown, nested: FieldSelection): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).filter(([name]) => nested.has(name)));
}
