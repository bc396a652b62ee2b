import type { PhoneNumber } from '../state/phone-number.js';
import type { Waba } from '../state/waba.js';
import type { World } from '../state/world.js';
import { digitsOf, sampleOf } from './account-samples.js';
import { accountListeners, type Audience } from './listeners.js';
import type { WebhookPayload } from './payload.js';

/** Sends one account field of a WABA; `time` is in the envelope of account fields only. Source: facts/meta.md §4.3. */
export function announceAccountField(
  world: World,
  waba: Waba,
  { field, value, entryId }: { field: string; value: unknown; entryId?: string | undefined },
  audience: Audience,
): void {
  const time = Math.floor(world.clock.now() / 1_000);
  const payload: WebhookPayload = {
    object: 'whatsapp_business_account',
    entry: [{ id: entryId ?? waba.id, time, changes: [{ field, value }] }],
  };
  for (const { app, url } of accountListeners(world, waba, field, audience)) {
    world.outbox.send(world, app, url, payload);
  }
}

/**
 * Sends an `account_update`; what is left out of its keys is as in Meta's samples. `PARTNER_*` and ad-account events carry the partner's
 * portfolio as entry id. Source: facts/meta.md §4.6, §4.3, §0.4.14.
 */
export function announceAccountEvent(
  world: World,
  waba: Waba,
  value: Readonly<Record<string, unknown>> & { readonly event: string },
  audience: Audience,
): void {
  const { event } = value;
  const isOfPartner = event.startsWith('PARTNER_') || event === 'AD_ACCOUNT_LINKED';
  announceAccountField(
    world,
    waba,
    {
      field: 'account_update',
      value: { ...sampleOf(event, waba, world.clock.now()), ...value },
      entryId: isOfPartner ? PARTNER_BUSINESS_ID : undefined,
    },
    audience,
  );
}

/** The business portfolio of the partner whose app this is. */
const PARTNER_BUSINESS_ID = '3000000000000001';

/** Sends an account field about one number: it names the number by its digits only. Source: facts/meta.md §4.5. */
export function announceNumberField(
  world: World,
  number: PhoneNumber,
  { field, value }: { field: string; value: Readonly<Record<string, unknown>> },
  audience: Audience,
): void {
  const waba = world.wabas.get(number.waba_id);
  if (waba === undefined) return;
  const isAboutNumber = NUMBER_FIELDS.has(field);
  const named = isAboutNumber ? { display_phone_number: digitsOf(number), ...value } : value;
  announceAccountField(world, waba, { field, value: named }, audience);
}

/** Fields whose value names a number. Source: facts/meta.md §4.5. */
const NUMBER_FIELDS: ReadonlySet<string> = new Set([
  'phone_number_name_update',
  'phone_number_quality_update',
  'security',
  'business_username_update',
]);
