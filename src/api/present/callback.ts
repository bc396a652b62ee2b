import { sameUrl } from '../../onboarding/webhooks.js';
import type { NumberView } from '../../store/number-views.js';
import { OUR_CALLBACK } from '../../store/tables.js';
import type { ShownNumber } from '../schemas/number.js';

/** Where Meta reaches us for one number. */
export const ourCallback = (publicUrl: string, phoneNumberId: string): string =>
  `${publicUrl}/webhooks/whatsapp/${phoneNumberId}`;

/** The URL that Meta calls for a number; null = not known. The lowest level that names one counts. */
export function effectiveCallback(number: NumberView): string | null {
  const { phone, waba, application } = callbacksOf(number);
  return phone ?? waba ?? application;
}

const callbacksOf = ({ node, waba_subscription: waba, waba_app_webhooks: app }: NumberView) => ({
  phone: node?.callbacks.phoneNumber ?? null,
  waba: node?.callbacks.waba ?? waba?.wabaOverride ?? null,
  application: node?.callbacks.application ?? app?.callbackUrl ?? null,
});

/** Which URL is wanted, which one Meta uses, at which level, and whether that is right. Null = not known. */
export function presentCallback(number: NumberView, publicUrl: string): ShownNumber['callback'] {
  const wanted =
    number.wanted_callback === OUR_CALLBACK
      ? ourCallback(publicUrl, number.phone_number_id)
      : number.wanted_callback;
  const { phone, waba, application } = callbacksOf(number);
  const effective = effectiveCallback(number);
  const level =
    phone !== null
      ? 'phone_number'
      : waba !== null
        ? 'waba'
        : application !== null
          ? 'application'
          : null;

  const isKnown = number.node?.callbacks.read === true || (wanted === null && effective !== null);
  const ok = wanted === null || sameUrl(effective, wanted);
  return { wanted, effective, level, ok: isKnown ? ok : null };
}
