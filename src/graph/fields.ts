/** A field that a read asks for by name. */
export interface Field {
  readonly name: string;
  /** Decisions rest on it: should Meta refuse it, somebody must look at once. */
  readonly required: boolean;
  /** Meta may refuse it with code 10 to tokens that may read the rest of the node. */
  readonly guarded?: boolean;
}

/** What is asked of a node. */
export interface AskedNode {
  /** Tells the names by which Meta calls nodes of this kind from those of others. */
  readonly kind: RegExp;
  readonly fields: readonly Field[];
}

/**
 * What is asked of a phone number. `platform_type` and `is_pin_enabled` are undocumented now and work.
 * `host_platform` is only the list schema's name for `platform_type` and is never asked. Source: facts/meta.md §1.1.
 */
export const phoneNumberFields: readonly Field[] = [
  ...required([
    'id',
    'status',
    'platform_type',
    'code_verification_status',
    'name_status',
    // A number of the Business app is never registered.
    'is_on_biz_app',
  ]),
  ...optional([
    'display_phone_number',
    'verified_name',
    'new_display_name',
    'new_name_status',
    'certificate',
    'new_certificate',
    'quality_rating',
    // Asked whole, as Meta's own samples do: {level}.
    'throughput',
    'whatsapp_business_manager_messaging_limit',
    'account_mode',
    'is_pin_enabled',
    'is_official_business_account',
    'health_status',
    'webhook_configuration',
    'last_onboarded_time',
  ]),
];

/** What is asked of a WABA. Source: facts/meta.md §1.13; `primary_funding_id` answers code 10 to some apps, §0.3. */
export const wabaFields: readonly Field[] = [
  ...required(['id', 'name']),
  ...optional([
    'currency',
    'timezone_id',
    'account_review_status',
    'business_verification_status',
    'ownership_type',
    'status',
    'health_status',
    'owner_business_info',
    'whatsapp_business_manager_messaging_limit',
  ]),
  { name: 'primary_funding_id', required: false, guarded: true },
];

/** What is asked of a message template. Source: facts/meta.md §1.15. */
export const messageTemplateFields: readonly Field[] = [
  ...required(['id', 'name', 'language', 'status', 'components']),
  ...optional([
    'category',
    'previous_category',
    'correct_category',
    'parameter_format',
    'quality_score',
    'rejected_reason',
  ]),
];

function required(names: readonly string[]): Field[] {
  return names.map((name) => ({ name, required: true }));
}

function optional(names: readonly string[]): Field[] {
  return names.map((name) => ({ name, required: false }));
}
