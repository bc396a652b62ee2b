import { z } from '@hono/zod-openapi';

/** An id of Meta's: digits, as a string, since some do not fit a JavaScript number. */
export const metaId = z.string().regex(/^\d{1,30}$/, 'must be a string of digits');
const method = z.enum(['SMS', 'VOICE']);
const language = z.string().regex(/^[a-z]{2,3}(_[A-Z]{2})?$/, 'must look like en_US');
const metadata = z
  .record(z.string().max(100), z.unknown())
  .refine(
    (value) => JSON.stringify(value).length <= 10_000,
    'must not be larger than 10,000 characters as JSON',
  );
const externalId = z.string().min(1).max(255).nullable();
const callbackUrl = z.string().min(1).nullable();
const accessToken = z.string().regex(/^\S{1,4096}$/, 'must be a token without spaces');
const pin = z.string().regex(/^\d{6}$/, 'must be six digits');
/** Where Meta stores messages on request; any other costs an attempt. Source: facts/meta.md §1.7. */
const REGIONS = [
  'AE',
  'AU',
  'BH',
  'BR',
  'CA',
  'CH',
  'DE',
  'GB',
  'ID',
  'IN',
  'JP',
  'KR',
  'SG',
  'ZA',
] as const;
const pinPolicy = z.enum(['replace', 'ask']);
const reregisterPolicy = z.enum(['ask', 'auto']);

/** Body of `POST /v1/numbers`. */
export const connectSchema = z
  .strictObject({
    phone_number_id: metaId,
    waba_id: metaId,
    access_token: accessToken.optional(),
    pin: pin.optional(),
    callback_url: callbackUrl.optional(),
    verification: z.strictObject({ method, language }).nullable().default(null),
    pin_policy: pinPolicy.default('replace'),
    reregister_policy: reregisterPolicy.default('ask'),
    data_localization_region: z.enum(REGIONS).nullable().default(null),
    external_id: externalId.default(null),
    metadata: metadata.default({}),
  })
  .openapi('NewNumber');

/** Body of `PATCH /v1/numbers/{id}`: what is left out stays. */
export const changeSchema = z
  .strictObject({
    callback_url: callbackUrl.optional(),
    pin_policy: pinPolicy.optional(),
    reregister_policy: reregisterPolicy.optional(),
    external_id: externalId.optional(),
    metadata: metadata.optional(),
    paused: z.boolean().optional(),
  })
  .openapi('NumberChanges');

/** Body of `POST …/retry`. */
export const retrySchema = z.strictObject({ confirm_attempts_left: z.int().optional() });

/** Body of `POST …/code-requests`. */
export const codeRequestSchema = z.strictObject({
  method: method.default('SMS'),
  language: language.default('en_US'),
});

/** Body of `POST …/code`: six digits, as people write them. */
export const codeSchema = z.strictObject({
  code: z
    .string()
    .transform((text) => text.replaceAll(/[\s-]/g, ''))
    .pipe(z.string().regex(/^\d{6}$/, 'must be six digits'))
    .openapi({ description: 'Six digits; spaces and hyphens do not count.', example: '123-456' }),
});

/** Body of `POST …/display-name`. Length: facts/meta.md §1.4. */
export const displayNameSchema = z.strictObject({
  new_display_name: z.string().trim().min(2).max(75),
});

/** Body of `PUT …/pin`. */
export const pinSchema = z.strictObject({ pin });

/** Body of `PUT /v1/wabas/{waba_id}/token`. */
export const tokenSchema = z.strictObject({ access_token: accessToken });

/** Routes that take no field still refuse unknown ones. */
export const nothingSchema = z.strictObject({});

const flag = z
  .enum(['true', 'false'])
  .default('false')
  .transform((text) => text === 'true');

/** Query of what releases numbers. */
export const releaseQuery = z.strictObject({ deregister: flag, unsubscribe: flag });
