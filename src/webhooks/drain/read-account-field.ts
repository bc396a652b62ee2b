import {
  accountUpdateSchema,
  alertsSchema,
  capabilityUpdateSchema,
  nameUpdateSchema,
  qualityUpdateSchema,
  reviewUpdateSchema,
  securitySchema,
  templateCategorySchema,
  templateComponentsSchema,
  templateQualitySchema,
  templateStatusSchema,
  usernameUpdateSchema,
  type AccountUpdate,
  type Entry,
} from '../../graph/payloads.js';
import { contentHash } from './content-hash.js';
import type { Element, Target } from './element.js';
import type { Meaning } from './meaning.js';
import { meaningOfAlert, meaningOfCapability, meaningOfReview } from './meanings/account.js';
import { meaningOfAccountUpdate } from './meanings/account-update.js';
import { meaningOfName, meaningOfUsername } from './meanings/name.js';
import { meaningOfQuality } from './meanings/quality.js';
import { meaningOfSecurity } from './meanings/security.js';
import {
  meaningOfTemplateCategory,
  meaningOfTemplateComponents,
  meaningOfTemplateQuality,
  meaningOfTemplateStatus,
} from './meanings/template.js';
import { storableJson, storableText } from './storable.js';

/** A change of any field but `messages`, with the envelope that it came in. */
export interface AccountChange {
  readonly field: string;
  readonly value: unknown;
  readonly entry: Entry;
  readonly receivedAt: number;
}

interface Read {
  readonly target: Target;
  readonly meaning: Meaning;
}

type Reader = (value: unknown, entry: Entry, at: number) => Read;

const wabaOf = ({ id }: Entry): Target =>
  typeof id === 'string' ? { by: 'waba', wabaId: id } : { by: 'nobody' };

/** A number of the entry's WABA, by the digits that are displayed; without digits the whole WABA. Source: facts/meta.md §0.4.3. */
function numberOf(entry: Entry, display: string | null | undefined): Target {
  const digits = display?.replace(/\D/g, '') ?? '';
  return typeof entry.id !== 'string' || digits === ''
    ? wabaOf(entry)
    : { by: 'digits', wabaId: entry.id, digits };
}

/** `PARTNER_*` events come under the partner's portfolio and name the WABA inside, but for one variant. Source: facts/meta.md §0.4.14, §4.6. */
function accountOf(
  entry: Entry,
  { waba_info: info, phone_number: display }: AccountUpdate,
): Target {
  if (typeof info?.waba_id === 'string') return { by: 'waba', wabaId: info.waba_id };
  return numberOf(entry, display);
}

/** How each field is read; @throws ZodError. Source: facts/meta.md §4.5. */
const READERS: Readonly<Record<string, Reader>> = {
  phone_number_name_update: (given, entry, at) => {
    const value = nameUpdateSchema.parse(given);
    return {
      target: numberOf(entry, value.display_phone_number),
      meaning: meaningOfName(value, at),
    };
  },
  phone_number_quality_update: (given, entry) => {
    const value = qualityUpdateSchema.parse(given);
    return {
      target: numberOf(entry, value.display_phone_number),
      meaning: meaningOfQuality(value),
    };
  },
  security: (given, entry, at) => {
    const value = securitySchema.parse(given);
    return {
      target: numberOf(entry, value.display_phone_number),
      meaning: meaningOfSecurity(value, at),
    };
  },
  business_username_update: (given, entry) => {
    const value = usernameUpdateSchema.parse(given);
    return {
      target: numberOf(entry, value.display_phone_number),
      meaning: meaningOfUsername(value),
    };
  },
  account_update: (given, entry, at) => {
    const value = accountUpdateSchema.parse(given);
    return { target: accountOf(entry, value), meaning: meaningOfAccountUpdate(value, at) };
  },
  account_alerts: (given, entry) => {
    const value = alertsSchema.parse(given);
    const { entity_type: type, entity_id: id } = value;
    return {
      target:
        type === 'PHONE_NUMBER' && typeof id === 'string'
          ? { by: 'phone_number_id', phoneNumberId: id }
          : wabaOf(entry),
      meaning: meaningOfAlert(value),
    };
  },
  account_review_update: (given, entry) => ({
    target: wabaOf(entry),
    meaning: meaningOfReview(reviewUpdateSchema.parse(given)),
  }),
  business_capability_update: (given, entry) => ({
    target: wabaOf(entry),
    meaning: meaningOfCapability(capabilityUpdateSchema.parse(given)),
  }),
  message_template_status_update: (given, entry) => ({
    target: wabaOf(entry),
    meaning: meaningOfTemplateStatus(templateStatusSchema.parse(given)),
  }),
  message_template_quality_update: (given, entry) => ({
    target: wabaOf(entry),
    meaning: meaningOfTemplateQuality(templateQualitySchema.parse(given)),
  }),
  message_template_components_update: (given, entry) => ({
    target: wabaOf(entry),
    meaning: meaningOfTemplateComponents(templateComponentsSchema.parse(given)),
  }),
  template_category_update: (given, entry) => ({
    target: wabaOf(entry),
    meaning: meaningOfTemplateCategory(templateCategorySchema.parse(given)),
  }),
};

/** Known, and nothing of ours depends on them. Source: facts/meta.md §4.5, last row. */
const PASSED_OVER =
  /^(partner_solutions|payment_configuration_update|flows|calls|standby|automatic_events|group_\w+|history|smb_\w+|message_echoes|account_settings_update|tracking_events|user_preferences|messaging_handovers|consumer_profile)$/;

/** One change of an account field as an element. @throws ZodError when the value is not what the field should hold */
export function readAccountField({
  field,
  value: given,
  entry,
  receivedAt,
}: AccountChange): Element {
  const value: unknown = JSON.parse(storableJson(given ?? null));
  const hash = contentHash([entry.id ?? null, entry.time ?? null, field, value]);
  const reader = READERS[field];
  if (reader === undefined) {
    const fate = PASSED_OVER.test(field) ? 'passed_over' : 'unknown_kind';
    return {
      is: 'other',
      kind: storableText(field),
      key: hash,
      fate,
      phoneNumberId: numberIdIn(value),
    };
  }
  const at = entry.time ?? receivedAt;
  const { target, meaning } = reader(value, entry, at);
  return { is: 'event', hash, field, target, at, value: JSON.stringify(value), meaning };
}

/** The number that a value names as `messages` does, for the inspector. */
function numberIdIn(value: unknown): string | null {
  const metadata = (value as { metadata?: { phone_number_id?: unknown } } | null)?.metadata;
  return typeof metadata?.phone_number_id === 'string' ? metadata.phone_number_id : null;
}
