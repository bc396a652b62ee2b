import { DAY } from '../state/clock.js';
import type { PhoneNumber } from '../state/phone-number.js';
import type { Waba } from '../state/waba.js';

/** How long a restriction lasts whose end nobody stated. */
export const RESTRICTED_FOR = 2 * DAY;

type Sample = (waba: Waba, now: number) => Readonly<Record<string, unknown>>;

const wabaInfo = ({ id, business_id }: Waba) => ({
  waba_id: id,
  owner_business_id: business_id,
});
const onlyWabaInfo: Sample = (waba) => ({ waba_info: wabaInfo(waba) });
const appInfo: Sample = (waba) => ({
  waba_info: { ...wabaInfo(waba), partner_app_id: '4000000000000001' },
});
const nothing: Sample = () => ({});

/** The keys beside `event` of every `account_update`, as in Meta's samples. Source: facts/meta.md §4.6. */
export const accountUpdateSamples: Readonly<Record<string, Sample>> = {
  ACCOUNT_DELETED: nothing,
  ACCOUNT_RESTRICTION: (_, now) => ({
    restriction_info: [
      {
        restriction_type: 'RESTRICTED_BIZ_INITIATED_MESSAGING',
        expiration: Math.floor((now + RESTRICTED_FOR) / 1_000),
      },
    ],
  }),
  ACCOUNT_VIOLATION: () => ({ violation_info: { violation_type: 'SCAM' } }),
  DISABLED_UPDATE: (_, now) => ({
    ban_info: { waba_ban_state: 'DISABLE', waba_ban_date: longDate(now) },
  }),
  PARTNER_ADDED: onlyWabaInfo,
  PARTNER_REMOVED: onlyWabaInfo,
  PARTNER_APP_INSTALLED: appInfo,
  PARTNER_APP_UNINSTALLED: appInfo,
  PARTNER_CLIENT_CERTIFICATION_STATUS_UPDATE: ({ business_id }) => ({
    partner_client_certification_info: {
      client_business_id: business_id,
      status: 'APPROVED',
      rejection_reasons: [],
    },
  }),
  AD_ACCOUNT_LINKED: onlyWabaInfo,
  MM_LITE_TERMS_SIGNED: onlyWabaInfo,
  AUTH_INTL_PRICE_ELIGIBILITY_UPDATE: (_, now) => ({
    auth_international_rate_eligibility: { start_time: Math.floor(now / 1_000) },
  }),
  BUSINESS_PRIMARY_LOCATION_COUNTRY_UPDATE: ({ country }) => ({ country }),
  VOLUME_BASED_PRICING_TIER_UPDATE: () => ({
    volume_tier_info: { category: 'utility', tier: '25000:100000', region: 'India' },
  }),
  ACCOUNT_OFFBOARDED: nothing,
  ACCOUNT_RECONNECTED: nothing,
  VERIFIED_ACCOUNT: () => ({ phone_number: '15550001111' }),
};

/** What Meta says beside this event; nothing for one that nobody knows. */
export const sampleOf = (
  event: string,
  waba: Waba,
  now: number,
): Readonly<Record<string, unknown>> =>
  Object.hasOwn(accountUpdateSamples, event)
    ? (accountUpdateSamples[event]?.(waba, now) ?? {})
    : {};

/** A date as Meta writes it here: "April 17, 2025". Source: facts/meta.md §4.6. */
export const longDate = (at: number): string =>
  new Date(at).toLocaleDateString('en-US', { dateStyle: 'long', timeZone: 'UTC' });

/** The number as webhooks name it. Source: facts/meta.md §4.5. */
export const digitsOf = ({ node }: PhoneNumber): string =>
  (node.display_phone_number ?? '').replace(/\D/g, '');
