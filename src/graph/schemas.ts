import { z } from 'zod';

/**
 * Responses of the Graph API, parsed tolerantly: unknown fields are kept out of the way, unknown enum values pass as strings,
 * anything may be absent. Source: facts/meta.md §1.1–§1.13.
 */
const text = z.string().nullish();

/** Source: facts/meta.md §1.2. */
export const healthStatusSchema = z.looseObject({
  can_send_message: text,
  entities: z
    .array(
      z.looseObject({
        entity_type: text,
        id: z.coerce.string().nullish(),
        can_send_message: text,
        additional_info: z.array(z.string()).nullish(),
        errors: z
          .array(
            z.looseObject({
              error_code: z.coerce.number().nullish(),
              error_description: text,
              possible_solution: text,
            }),
          )
          .nullish(),
      }),
    )
    .nullish(),
});

/** Source: facts/meta.md §1.1. */
export const phoneNumberNodeSchema = z.looseObject({
  id: z.coerce.string(),
  display_phone_number: text,
  verified_name: text,
  name_status: text,
  new_display_name: text,
  new_name_status: text,
  certificate: text,
  new_certificate: text,
  code_verification_status: text,
  status: text,
  platform_type: text,
  /** OpenAPI's list schema calls `platform_type` so. */
  host_platform: text,
  quality_rating: text,
  throughput: z.looseObject({ level: text }).nullish(),
  whatsapp_business_manager_messaging_limit: text,
  account_mode: text,
  is_pin_enabled: z.boolean().nullish(),
  is_official_business_account: z.boolean().nullish(),
  is_on_biz_app: z.boolean().nullish(),
  health_status: healthStatusSchema.nullish(),
  webhook_configuration: z
    .looseObject({ phone_number: text, whatsapp_business_account: text, application: text })
    .nullish(),
  last_onboarded_time: text,
});
export type PhoneNumberNode = z.infer<typeof phoneNumberNodeSchema>;
export type HealthStatus = z.infer<typeof healthStatusSchema>;

/** Source: facts/meta.md §1.13. */
export const wabaNodeSchema = z.looseObject({
  id: z.coerce.string(),
  name: text,
  currency: text,
  timezone_id: z.coerce.string().nullish(),
  account_review_status: text,
  business_verification_status: text,
  ownership_type: text,
  status: text,
  health_status: healthStatusSchema.nullish(),
  primary_funding_id: z.coerce.string().nullish(),
  owner_business_info: z.looseObject({ id: z.coerce.string().nullish(), name: text }).nullish(),
  whatsapp_business_manager_messaging_limit: text,
});
export type WabaNode = z.infer<typeof wabaNodeSchema>;

/** One entry of `GET /{waba_id}/subscribed_apps`. Source: facts/meta.md §1.10. */
export const subscribedAppSchema = z.looseObject({
  whatsapp_business_api_data: z.looseObject({ id: z.coerce.string(), name: text, link: text }),
  override_callback_uri: text,
});
export type SubscribedApp = z.infer<typeof subscribedAppSchema>;

/** `GET /oauth/access_token`; only the token is documented. Source: facts/meta.md §1.12. */
export const exchangedTokenSchema = z.looseObject({
  access_token: z.string().min(1),
  token_type: text,
  expires_in: z.number().nullish(),
});
export type ExchangedToken = z.infer<typeof exchangedTokenSchema>;

/** `data` of `GET /debug_token`; times in seconds, 0 = never. Source: facts/meta.md §1.12. */
export const tokenFactsSchema = z.looseObject({
  app_id: z.coerce.string().nullish(),
  application: text,
  type: text,
  is_valid: z.boolean(),
  expires_at: z.number().nullish(),
  data_access_expires_at: z.number().nullish(),
  scopes: z.array(z.string()).nullish(),
  granular_scopes: z
    .array(z.looseObject({ scope: z.string(), target_ids: z.array(z.coerce.string()).nullish() }))
    .nullish(),
  user_id: z.coerce.string().nullish(),
  error: z
    .looseObject({ code: z.number().nullish(), subcode: z.number().nullish(), message: text })
    .nullish(),
});
export type TokenFacts = z.infer<typeof tokenFactsSchema>;

/** One that is no text is as good as absent. */
const textIfAny = text.catch(null);
/** What cannot be read keeps its place, as an index counts it, and fits nothing that is sent. */
const UNKNOWN = 'UNKNOWN';

const templateButtonSchema = z
  .looseObject({ type: z.string().catch(UNKNOWN), text: textIfAny, url: textIfAny })
  .catch({ type: UNKNOWN });

const templateComponentSchema = z
  .looseObject({
    type: z.string().catch(UNKNOWN),
    format: textIfAny,
    text: textIfAny,
    buttons: z.array(templateButtonSchema).nullish().catch(null),
  })
  .catch({ type: UNKNOWN });

/** One entry of `GET /{waba_id}/message_templates`; nothing of it but its name is worth the rest of the list. Source: facts/meta.md §1.15. */
const messageTemplateSchema = z.looseObject({
  id: z.coerce.string().nullish(),
  name: z.string(),
  language: z.string(),
  status: z.string().catch(UNKNOWN),
  category: textIfAny,
  previous_category: textIfAny,
  correct_category: textIfAny,
  parameter_format: textIfAny,
  rejected_reason: textIfAny,
  quality_score: z.looseObject({ score: textIfAny }).nullish().catch(null),
  components: z.array(templateComponentSchema).nullish().catch(null),
});
export type MessageTemplate = z.infer<typeof messageTemplateSchema>;

/** Null: it has no name or no language, so that nobody could send it. */
export const listedTemplateSchema = messageTemplateSchema.nullable().catch(null);

/** One entry of `GET /{app_id}/subscriptions`. Source: facts/meta.md §1.11. */
export const appSubscriptionSchema = z.looseObject({
  object: z.string(),
  callback_url: text,
  active: z.boolean().nullish(),
  fields: z
    .array(z.union([z.string(), z.looseObject({ name: z.string(), version: text })]))
    .nullish(),
});
export type AppSubscription = z.infer<typeof appSubscriptionSchema>;

/** The answer to a send: it names the message. Source: facts/meta.md §1.14. */
export const sentMessageSchema = z.looseObject({
  messages: z.array(z.looseObject({ id: z.string().min(1) })).min(1),
});
