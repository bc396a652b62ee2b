import { isDeepStrictEqual } from 'node:util';
import type { PhoneNumberSeen } from '../store/phone-numbers-seen.js';
import { OUR_CALLBACK, type NumberRow } from '../store/tables.js';
import { owners, type Vault } from '../store/vault.js';

/** A number as its owner wants it: the body of `POST /v1/numbers` with its defaults filled in. */
export interface NumberWishes {
  readonly phoneNumberId: string;
  readonly wabaId: string;
  /** Left out: the one that the WABA has. */
  readonly accessToken?: string | undefined;
  readonly pin?: string | undefined;
  /** `undefined`: ours; null: none, the app-level callback serves. */
  readonly callbackUrl?: string | null | undefined;
  readonly verification: { readonly method: 'SMS' | 'VOICE'; readonly language: string } | null;
  readonly pinPolicy: 'replace' | 'ask';
  readonly reregisterPolicy: 'ask' | 'auto';
  readonly dataLocalizationRegion: string | null;
  readonly externalId: string | null;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** What `numbers.wanted_callback` holds for this wish. */
export const wantedCallback = ({
  callbackUrl,
}: Pick<NumberWishes, 'callbackUrl'>): string | null =>
  callbackUrl === undefined ? OUR_CALLBACK : callbackUrl;

/** The stored side of a comparison. */
export interface StoredWishes {
  readonly number: NumberRow;
  readonly seen: PhoneNumberSeen;
  /** HMAC of the token that serves the number's WABA. */
  readonly tokenHmac: string | undefined;
}

/** Names the fields of the body that differ from what is stored; a secret that is left out does not differ. */
export function differingFields(
  wishes: NumberWishes,
  { number, seen, tokenHmac }: StoredWishes,
  vault: Vault,
): string[] {
  const pairs: Record<string, readonly [unknown, unknown]> = {
    waba_id: [wishes.wabaId, number.waba_id],
    callback_url: [wantedCallback(wishes), number.wanted_callback],
    verification: [wishes.verification, number.verification],
    pin_policy: [wishes.pinPolicy, number.pin_policy],
    reregister_policy: [wishes.reregisterPolicy, number.reregister_policy],
    data_localization_region: [wishes.dataLocalizationRegion, number.data_localization_region],
    external_id: [wishes.externalId, number.external_id],
    metadata: [wishes.metadata, number.metadata],
    access_token: [
      wishes.accessToken && vault.digest(wishes.accessToken),
      wishes.accessToken && tokenHmac,
    ],
    pin: [wishes.pin, wishes.pin && storedPin(seen, vault)],
  };
  return Object.keys(pairs).filter((name) => {
    const [wanted, stored] = pairs[name] ?? [];
    return !isDeepStrictEqual(wanted, stored);
  });
}

const storedPin = (
  { encrypted_pin, phone_number_id }: PhoneNumberSeen,
  vault: Vault,
): string | null =>
  encrypted_pin === null ? null : vault.decrypt(encrypted_pin, owners.pin(phone_number_id));
