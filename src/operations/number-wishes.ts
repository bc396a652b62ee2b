import { isDeepStrictEqual } from 'node:util';
import { OUR_CALLBACK, type NumberRow } from '../store/tables.js';
import type { Vault } from '../store/vault.js';

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
  /** HMAC of the token that serves the number's WABA. */
  readonly tokenHmac: string | undefined;
}

/**
 * Names the fields of the body that differ from what is stored; a token that is left out does not differ. The PIN is never compared: the
 * answer would tell whoever asks often enough what it is, also another account's.
 */
export function differingFields(
  wishes: NumberWishes,
  { number, tokenHmac }: StoredWishes,
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
  };
  return Object.keys(pairs).filter((name) => {
    const [wanted, stored] = pairs[name] ?? [];
    return !isDeepStrictEqual(wanted, stored);
  });
}
