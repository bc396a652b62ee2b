import { addNumber } from '../rules/add-number.js';
import type { PhoneNumber } from '../state/phone-number.js';
import type { Answer, Parameters, WabaCall } from './call.js';
import { isObject, parseJson, textParameter } from './call.js';
import { parseFields } from './fields.js';
import { paginate } from './paging.js';
import { presentPhoneNumber } from './phone-number-node.js';
import { invalidParameter, refusal } from './refusal.js';

/** As captured in lists. Source: facts/meta.md §1.3. */
const DEFAULT_FIELDS = parseFields(
  'verified_name,code_verification_status,display_phone_number,quality_rating,platform_type,throughput,webhook_configuration,last_onboarded_time',
);

/** `GET /{waba_id}/phone_numbers`. Source: facts/meta.md §1.3. */
export function listPhoneNumbers({ world, waba, token, parameters, now, url }: WabaCall): Answer {
  const fields = textParameter(parameters, 'fields');
  const selection = fields === undefined ? DEFAULT_FIELDS : parseFields(fields);
  const app = world.ensureApp(token.app_id);
  const numbers = world.numbersOf(waba).filter(filterOf(parameters));
  const { items, paging } = paginate(numbers, { parameters, url });
  const data = items.map((number) =>
    presentPhoneNumber({ world, number, waba, app, selection, now }),
  );
  const summary = textParameter(parameters, 'summary');
  return {
    body: {
      data,
      ...(paging !== undefined && { paging }),
      ...(summary?.includes('total_count') && { summary: { total_count: numbers.length } }),
    },
  };
}

/** `POST /{waba_id}/phone_numbers`: the number still needs its code. Source: facts/meta.md §1.4. */
export function addPhoneNumber({ world, waba, parameters }: WabaCall): Answer {
  const dialCode = textParameter(parameters, 'cc')?.replace(/\D/g, '') ?? '';
  const digits = textParameter(parameters, 'phone_number')?.replace(/\D/g, '') ?? '';
  const name = textParameter(parameters, 'verified_name') ?? '';
  if (dialCode === '') throw invalidParameter('The parameter cc is required.');
  if (digits.length < 4) throw invalidParameter('Param phone_number must be a valid phone number');
  if (name.length < 2 || name.length > 75) {
    throw invalidParameter('Param verified_name must be 2 to 75 characters long');
  }
  const wholeNumber = digits.startsWith(dialCode) ? digits : dialCode + digits;
  const isListed = world
    .numbersOf(waba)
    .some(({ node }) => node.display_phone_number?.replace(/\D/g, '') === wholeNumber);
  if (isListed) throw refusal('number_already_listed');

  const number = addNumber(world, {
    waba,
    scenario: 'code_needed',
    node: {
      display_phone_number: `+${dialCode} ${wholeNumber.slice(dialCode.length)}`,
      verified_name: name,
    },
  });
  return { body: { id: number.id } };
}

/** Only `account_mode` is known to filter. Source: facts/meta.md §1.3. */
function filterOf(parameters: Parameters): (number: PhoneNumber) => boolean {
  const given = parameters['filtering'];
  const filters = typeof given === 'string' ? parseJson(given) : given;
  if (!Array.isArray(filters)) return () => true;
  const modes = filters
    .filter(isObject)
    .filter(({ field }) => field === 'account_mode')
    .map(({ value }) => value);
  return ({ node }) => modes.every((mode) => node.account_mode === mode);
}
