import { isPin, replacePin } from '../rules/pin.js';
import { planNameDecision } from '../rules/name-review.js';
import { DAY } from '../state/clock.js';
import type { Answer, NumberCall } from './call.js';
import { objectParameter, SUCCESS, textParameter } from './call.js';
import { assertMayOverride, verifyCallback } from './callback.js';
import { invalidParameter, refusal } from './refusal.js';

const RENAMES = { limit: 10, window: 30 * DAY };

/** `POST /{phone_number_id}`: PIN, name, webhook override, each independent of the others. Source: facts/meta.md §1.9. */
export async function updatePhoneNumber(call: NumberCall): Promise<Answer> {
  const { number, parameters } = call;
  const pin = textParameter(parameters, 'pin');
  const newName = textParameter(parameters, 'new_display_name');
  const visibility = textParameter(parameters, 'search_visibility');
  const override = objectParameter(parameters, 'webhook_configuration');
  if ([pin, newName, visibility, override].every((given) => given === undefined)) {
    throw invalidParameter(
      'At least one of pin, new_display_name, webhook_configuration is required.',
    );
  }

  if (pin !== undefined) {
    if (!call.token.scopes.includes('whatsapp_business_messaging')) {
      throw refusal('messaging_permission_missing');
    }
    if (!isPin(pin)) throw refusal('invalid_pin_format');
    replacePin(number, pin);
  }
  if (newName !== undefined) startRename(call, newName);
  if (visibility !== undefined) number.node.search_visibility = visibility;
  if (override !== undefined) await changeOverride(call, override);
  return SUCCESS;
}

/** A rename waits for review; at most ten in 30 days. Sources: facts/meta.md §1.9, §2.2. */
function startRename({ world, number, now }: NumberCall, name: string): void {
  if (name.length < 2 || name.length > 75) {
    throw invalidParameter('Param new_display_name must be 2 to 75 characters long');
  }
  number.renames = number.renames.filter((at) => at > now - RENAMES.window);
  if (number.renames.length >= RENAMES.limit) throw refusal('renames_exhausted');
  number.renames.push(now);
  number.done.add('renamed');
  number.node.new_display_name = name;
  number.node.new_name_status = 'PENDING_REVIEW';
  delete number.node.new_certificate;
  planNameDecision(world, number, now);
}

async function changeOverride(
  { world, number, waba, token }: NumberCall,
  given: Readonly<Record<string, unknown>>,
): Promise<void> {
  const url = textParameter(given, 'override_callback_uri');
  if (url === undefined) {
    throw invalidParameter('The parameter override_callback_uri is required.');
  }
  if (url === '') {
    number.override = undefined;
    return;
  }
  assertMayOverride(world.ensureApp(token.app_id), waba);
  const verifyToken = textParameter(given, 'verify_token') ?? '';
  await verifyCallback({ url, verifyToken, isRefused: number.behaviour.callbacks_refused });
  number.override = { url, verify_token: verifyToken };
}
