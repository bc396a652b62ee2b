import { sameUrl } from '../../onboarding/webhooks.js';
import type { NumberView } from '../../store/number-views.js';
import { OUR_CALLBACK } from '../../store/tables.js';
import type { ShownNumber } from '../schemas/number.js';

/** Where Meta reaches us for one number. */
export const ourCallback = (publicUrl: string, phoneNumberId: string): string =>
  `${publicUrl}/webhooks/whatsapp/${phoneNumberId}`;

/** Which URL is wanted, which one Meta uses, at which level, and whether that is right. Null = not known. */
export function presentCallback(number: NumberView, publicUrl: string): ShownNumber['callback'] {
  const wanted =
    number.wanted_callback === OUR_CALLBACK
      ? ourCallback(publicUrl, number.phone_number_id)
      : number.wanted_callback;
  const callbacks = number.node?.callbacks;
  const phone = callbacks?.phoneNumber ?? null;
  const waba = callbacks?.waba ?? number.waba_subscription?.wabaOverride ?? null;
  const application = callbacks?.application ?? number.waba_app_webhooks?.callbackUrl ?? null;
  const effective = phone ?? waba ?? application;
  const level =
    phone !== null
      ? 'phone_number'
      : waba !== null
        ? 'waba'
        : application !== null
          ? 'application'
          : null;

  const isKnown = callbacks?.read === true || (wanted === null && effective !== null);
  const ok = wanted === null || sameUrl(effective, wanted);
  return { wanted, effective, level, ok: isKnown ? ok : null };
}
