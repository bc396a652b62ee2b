import type { PhoneNumber } from '../state/phone-number.js';
import { parseJson, SUCCESS, textParameter, type Answer, type NumberCall } from './call.js';
import { parseFields } from './fields.js';
import { invalidParameter, unknownField } from './refusal.js';

/** The longest text of each field; null: not a text that is kept as it came. */
const TEXTS: Readonly<Record<string, number | null>> = {
  about: 139,
  address: 256,
  description: 512,
  email: 128,
  vertical: 64,
  profile_picture_url: null,
  websites: null,
};

/** `GET /{phone_number_id}/whatsapp_business_profile`: what people see of the business; what was never set is left out. Source: facts/meta.md §1.16. */
export function readBusinessProfile({ number, parameters }: NumberCall): Answer {
  const fields = textParameter(parameters, 'fields');
  const shown: Record<string, unknown> = {};
  for (const name of fields === undefined ? [] : parseFields(fields).keys()) {
    if (name === 'messaging_product' || name === 'id') continue;
    if (!Object.hasOwn(TEXTS, name)) throw unknownField(name, 'WhatsAppBusinessProfile');
    const value = number.business_profile?.[name];
    if (value !== undefined) shown[name] = value;
  }
  return { body: { data: [{ ...shown, messaging_product: 'whatsapp' }] } };
}

/** `POST /{phone_number_id}/whatsapp_business_profile`: changes what is given, leaves the rest. Source: facts/meta.md §1.16. */
export function changeBusinessProfile({ number, parameters }: NumberCall): Answer {
  if (textParameter(parameters, 'messaging_product') !== 'whatsapp')
    throw invalidParameter('The parameter messaging_product is required.');
  const changes: NonNullable<PhoneNumber['business_profile']> = {};
  for (const [name, longest] of Object.entries(TEXTS)) {
    const text = textParameter(parameters, name);
    if (longest === null || text === undefined) continue;
    if (text.length > longest)
      throw invalidParameter(`Param ${name} must be at most ${longest} characters long`);
    changes[name] = text;
  }
  const websites = parameters['websites'];
  if (websites !== undefined) changes['websites'] = websitesOf(websites);
  if (textParameter(parameters, 'profile_picture_handle') !== undefined)
    changes['profile_picture_url'] = `https://pps.whatsapp.net/simulated/${number.id}`;
  number.business_profile = { ...number.business_profile, ...changes };
  return SUCCESS;
}

/** At most two addresses; a form or a query carries them as JSON text. */
function websitesOf(given: unknown): readonly string[] {
  const list = typeof given === 'string' ? parseJson(given) : given;
  const isList =
    Array.isArray(list) &&
    list.length <= 2 &&
    list.every((site) => typeof site === 'string' && site.length <= 256);
  if (!isList) throw invalidParameter('Param websites must be an array of at most 2 addresses');
  return list as string[];
}
