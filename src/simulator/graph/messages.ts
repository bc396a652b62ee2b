import { randomBytes } from 'node:crypto';
import { canSend, type PhoneNumber } from '../state/phone-number.js';
import type { Answer, NumberCall, Parameters } from './call.js';
import { objectParameter, SUCCESS, textParameter } from './call.js';
import { fittingTemplate } from '../rules/template-fit.js';
import { fateOf } from '../rules/message-fate.js';
import { exceededLimit, refusesOnceMore } from '../rules/message-pace.js';
import { planStatuses, type Addressee } from '../webhooks/message-statuses.js';
import { sendRefused } from './message-errors.js';
import { invalidParameter, refusal } from './refusal.js';

/** Sends to one person; what a message says beyond that is its own affair. */
const TYPES = ['text', 'template'] as const;

/**
 * `POST /{phone_number_id}/messages`: text, template and read receipt. A number that is not registered sends nothing (133010), and where
 * the scenario has it so not even one that shows CONNECTED; one of Meta's own needs an approved name. What becomes of a message is decided
 * by its recipient's last digits (rules/message-fate.ts). Sources: facts/meta.md §1.14, §1.17, §2.1, §2.2.
 */
export function sendMessage({
  world,
  waba,
  number,
  token,
  parameters,
  now,
  url,
}: NumberCall): Answer {
  if (!token.scopes.includes('whatsapp_business_messaging')) {
    throw refusal('messaging_permission_missing');
  }
  assertProduct(parameters);
  if (textParameter(parameters, 'status') === 'read') return confirmRead(number, parameters);
  const { to, type } = messageOf(parameters);
  if (!canSend(number.node) || isUnknownToSending(number)) throw refusal('not_registered');
  if (isIssuedByMeta(number) && number.node.name_status !== 'APPROVED') {
    throw refusal('name_approval_needed');
  }

  const category =
    type === 'template'
      ? fittingTemplate(waba.templates, objectParameter(parameters, 'template') ?? {}).category
      : 'service';
  const addressee = addresseeOf(to);
  if (category === 'AUTHENTICATION' && 'user_id' in addressee) throw sendRefused(131062);
  const limit = exceededLimit(number, to, now);
  if (limit !== undefined) throw sendRefused(limit);
  const fate = fateOf(to);
  if (fate.refused !== undefined && refusesOnceMore(number, to, fate.refused.times))
    throw sendRefused(fate.refused.code);

  const wamid = `wamid.${randomBytes(24).toString('base64')}`;
  const callbackData = textParameter(parameters, 'biz_opaque_callback_data');
  const message = {
    wamid,
    addressee,
    category: category.toLowerCase(),
    callback_data: callbackData,
    version: Number(/\/v(\d+)\.\d+\//.exec(url)?.[1] ?? LATEST_VERSION),
  };
  planStatuses(world, { waba, number }, message, fate);
  return {
    body: {
      messaging_product: 'whatsapp',
      contacts: [{ input: to, ...addressee }],
      messages: [
        {
          id: wamid,
          ...(type === 'template' && { message_status: fate.message_status ?? 'accepted' }),
        },
      ],
    },
    ...(fate.reply !== undefined && { spoil: 'lost' }),
  };
}

const LATEST_VERSION = 24;

/** A business-scoped user id, or else a phone number. Source: facts/meta.md §4.4. */
const addresseeOf = (to: string): Addressee =>
  /^[A-Z]{2}\./.test(to) ? { user_id: to } : { wa_id: waIdOf(to) };

/** Brazil's mobile numbers lose their ninth digit and Mexico's get back a 1. Source: facts/meta.md §1.14. */
function waIdOf(to: string): string {
  return to
    .replace(/\D/g, '')
    .replace(/^(55\d\d)9(\d{8})$/, '$1$2')
    .replace(/^52(?!1)(\d{10})$/, '521$1');
}

/** A read receipt for what somebody wrote to the number. */
function confirmRead({ node }: PhoneNumber, parameters: Parameters): Answer {
  if (textParameter(parameters, 'message_id') === undefined) {
    throw invalidParameter('The parameter message_id is required.');
  }
  if (!canSend(node)) throw refusal('not_registered');
  return SUCCESS;
}

function assertProduct(parameters: Parameters): void {
  if (textParameter(parameters, 'messaging_product') !== 'whatsapp') {
    throw invalidParameter('The parameter messaging_product is required.');
  }
}

function messageOf(parameters: Parameters): { to: string; type: (typeof TYPES)[number] } {
  const to = textParameter(parameters, 'to') ?? textParameter(parameters, 'recipient');
  if (to === undefined || !/\d/.test(to)) throw invalidParameter('The parameter to is required.');
  const given = textParameter(parameters, 'type') ?? 'text';
  const type = TYPES.find((known) => known === given);
  if (type === undefined) {
    throw invalidParameter(`Param type must be one of {${TYPES.join(', ')}} - got "${given}".`);
  }
  assertContent(objectParameter(parameters, type), type);
  return { to, type };
}

function assertContent(content: Parameters | undefined, type: (typeof TYPES)[number]): void {
  if (content === undefined) throw invalidParameter(`The parameter ${type} is required.`);
  switch (type) {
    case 'text':
      if ((textParameter(content, 'body') ?? '') === '')
        throw invalidParameter("The parameter text['body'] is required.");
      return;
    case 'template':
      if ((textParameter(content, 'name') ?? '') === '')
        throw invalidParameter("The parameter template['name'] is required.");
      if (objectParameter(content, 'language')?.['code'] === undefined)
        throw invalidParameter("The parameter template['language']['code'] is required.");
  }
}

/** The numbers Meta hands out are +1 555. Source: facts/meta.md §2.2. */
function isIssuedByMeta({ node }: PhoneNumber): boolean {
  return (node.display_phone_number ?? '').replace(/\D/g, '').startsWith('1555');
}

/** Registered to look at, but not to the part of Meta that sends: a further register may mend it (facts/meta.md §2.5). */
function isUnknownToSending({ behaviour, registrations }: PhoneNumber): boolean {
  switch (behaviour.sends_refused) {
    case 'never':
      return false;
    case 'always':
      return true;
    case 'until_registered_again':
      return registrations.attempts.filter(({ outcome }) => outcome === 'accepted').length < 2;
  }
}
