import type { AccountUpdate } from '../../../graph/payloads.js';
import { instant } from '../../../onboarding/instant.js';
import { humanise, type HintEvent, type Meaning } from '../meaning.js';

/** `account_update`, each event with its sentence; one that we do not know is told as Meta names it. Source: facts/meta.md §4.6. */
export function meaningOfAccountUpdate(value: AccountUpdate, at: number): Meaning {
  const { event } = value;
  switch (event) {
    case 'ACCOUNT_DELETED':
      return restricted(value, 'Meta says that this WhatsApp account was deleted.');
    case 'ACCOUNT_RESTRICTION':
      return restriction(value);
    case 'ACCOUNT_VIOLATION':
      return restricted(
        value,
        `Meta found a violation of its policies: ${humanise(value.violation_info?.violation_type ?? 'no type given')}.`,
        { violation_type: value.violation_info?.violation_type ?? null },
      );
    case 'DISABLED_UPDATE':
      return ban(value);
    case 'PARTNER_ADDED':
    case 'PARTNER_APP_INSTALLED':
      return {
        ...told(value, 'waba.updated', 'The customer connected this WhatsApp account to our app.'),
        access: 'granted',
      };
    case 'PARTNER_REMOVED':
      return partnerRemoved(value, at);
    case 'PARTNER_APP_UNINSTALLED':
      return {
        ...told(value, 'waba.updated', 'Our app was uninstalled from this WhatsApp account.'),
        access: 'withdrawn',
        memory: { disconnection: { cause: 'our app was uninstalled', at } },
      };
    case 'ACCOUNT_OFFBOARDED':
      return {
        ...told(
          value,
          'number.coexistence_changed',
          'The WhatsApp Business app left the Cloud API (offboarded).',
        ),
        memory: { disconnection: { cause: 'it left the Cloud API', at } },
      };
    case 'ACCOUNT_RECONNECTED':
      return {
        ...told(
          value,
          'number.coexistence_changed',
          'The WhatsApp Business app is connected to the Cloud API again.',
        ),
        access: 'granted',
      };
    case 'VERIFIED_ACCOUNT':
      return told(value, 'waba.updated', 'Meta verified this account.');
    case 'PARTNER_CLIENT_CERTIFICATION_STATUS_UPDATE':
      return {
        ...told(
          value,
          'waba.updated',
          `Meta's certification of this client is "${humanise(value.partner_client_certification_info?.status ?? 'not stated')}".`,
        ),
        wakes: false,
      };
    default:
      return {
        ...told(value, 'waba.updated', `Meta reports of this account: ${humanise(event)}.`),
        wakes: !COMMERCIAL.includes(event),
      };
  }
}

/** Prices and terms: nothing that a number's state depends on. */
const COMMERCIAL: readonly string[] = [
  'AD_ACCOUNT_LINKED',
  'MM_LITE_TERMS_SIGNED',
  'AUTH_INTL_PRICE_ELIGIBILITY_UPDATE',
  'BUSINESS_PRIMARY_LOCATION_COUNTRY_UPDATE',
  'VOLUME_BASED_PRICING_TIER_UPDATE',
];

const told = (
  { event: name }: AccountUpdate,
  event: HintEvent,
  sentence: string,
  facts: Record<string, unknown> = {},
): Meaning => ({
  kind: name.toLowerCase(),
  sentence,
  facts: { event: name, ...facts },
  event,
  wakes: true,
});

const restricted = (
  value: AccountUpdate,
  sentence: string,
  facts: Record<string, unknown> = {},
): Meaning => told(value, 'waba.restricted', sentence, facts);

function restriction(value: AccountUpdate): Meaning {
  const restrictions = (value.restriction_info ?? []).map(
    ({ restriction_type: type, expiration }) => ({
      type: type ?? null,
      expires_at: expiration ? new Date(expiration).toISOString() : null,
    }),
  );
  const words = restrictions.map(({ type, expires_at: expiresAt }) => {
    const what = humanise((type ?? 'not specified').replace(/^RESTRICTED_/, ''));
    return expiresAt === null ? what : `${what} until ${instant(Date.parse(expiresAt))}`;
  });
  return restricted(
    value,
    `Meta restricted this WhatsApp account: ${words.length === 0 ? 'it does not say how' : words.join('; ')}.`,
    { restrictions },
  );
}

function ban(value: AccountUpdate): Meaning {
  const state = value.ban_info?.waba_ban_state ?? 'not stated';
  const date = value.ban_info?.waba_ban_date;
  const on = date ? ` on ${date}` : '';
  const facts = { ban_state: state, ban_date: date ?? null };
  switch (state) {
    case 'DISABLE':
      return restricted(value, `Meta disabled this WhatsApp account${on}.`, facts);
    case 'SCHEDULE_FOR_DISABLE':
      return restricted(value, `Meta is going to disable this WhatsApp account${on}.`, facts);
    case 'REINSTATE':
      return told(value, 'waba.updated', `Meta reinstated this WhatsApp account${on}.`, facts);
    default:
      return restricted(
        value,
        `Meta changed the ban of this WhatsApp account: ${humanise(state)}.`,
        facts,
      );
  }
}

function partnerRemoved(value: AccountUpdate, at: number): Meaning {
  const { disconnection_info: disconnection } = value;
  if (!disconnection) {
    return {
      ...told(
        value,
        'waba.updated',
        "The customer removed our app's access to this WhatsApp account.",
      ),
      access: 'withdrawn',
      memory: { disconnection: { cause: 'the customer removed it', at } },
    };
  }
  const cause = humanise(disconnection.reason ?? 'no cause given');
  const who =
    disconnection.initiated_by === 'USER'
      ? ', by the user'
      : disconnection.initiated_by === 'SYSTEM'
        ? ", by Meta's system"
        : '';
  return {
    ...told(
      value,
      'number.coexistence_changed',
      `The WhatsApp Business app was disconnected from our app: ${cause}${who}.`,
      { reason: disconnection.reason ?? null, initiated_by: disconnection.initiated_by ?? null },
    ),
    access: 'withdrawn',
    memory: { disconnection: { cause: `${cause}${who}`, at } },
  };
}
