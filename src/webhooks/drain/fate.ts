import { inboundKey } from '../../store/inbound-messages.js';
import { statusKey } from '../../store/message-statuses.js';
import type { DeliveryElement } from '../../store/tables.js';
import type { WebhookNumber } from '../../store/webhook-numbers.js';
import type { Element } from './element.js';
import type { Routes } from './routes.js';

/** The keys that a batch stored and nobody has claimed yet: the first element with a key stored it, the others are duplicates. */
export interface Stored {
  readonly statuses: Set<string>;
  readonly messages: Set<string>;
  readonly events: Set<string>;
}

/** What became of one element, for the inspector: `stored`, `duplicate`, `no_such_number` (kept all the same), `passed_over`, `unknown_kind` or `error`. */
export function describeFate(element: Element, stored: Stored, routes: Routes): DeliveryElement {
  switch (element.is) {
    case 'status': {
      const key = statusKey(element);
      const number = routes.numberOf(element.phoneNumberId);
      return ofNumber(
        'status',
        key,
        fateOf(stored.statuses.delete(key), number),
        element.phoneNumberId,
        number,
      );
    }
    case 'message': {
      const key = inboundKey(element);
      const number = routes.numberOf(element.phoneNumberId);
      return ofNumber(
        'message',
        key,
        fateOf(stored.messages.delete(key), number),
        element.phoneNumberId,
        number,
      );
    }
    case 'event': {
      const { target, hash, field, meaning } = element;
      const numbers = routes.numbersAt(target);
      const [first] = numbers;
      const isOne = target.by !== 'waba' && first !== undefined && numbers.length === 1;
      return {
        kind: field === 'messages' ? meaning.kind : field,
        key: hash,
        fate: fateOf(stored.events.delete(hash), first),
        ...(isOne && { number_id: first.phoneNumberId }),
        ...(target.by === 'phone_number_id' && { number_id: target.phoneNumberId }),
        ...((target.by === 'waba' || target.by === 'digits') && { waba_id: target.wabaId }),
        ...(first !== undefined && { account_id: first.accountId }),
      };
    }
    case 'other': {
      const number =
        element.phoneNumberId === null ? undefined : routes.numberOf(element.phoneNumberId);
      return {
        kind: element.kind,
        key: element.key,
        fate: element.fate,
        ...(element.phoneNumberId !== null && { number_id: element.phoneNumberId }),
        ...(number !== undefined && { account_id: number.accountId }),
        ...(element.error !== undefined && { error: element.error }),
      };
    }
  }
}

const ofNumber = (
  kind: string,
  key: string,
  fate: string,
  phoneNumberId: string,
  number: WebhookNumber | undefined,
): DeliveryElement => ({
  kind,
  key,
  fate,
  number_id: phoneNumberId,
  ...(number !== undefined && { account_id: number.accountId }),
});

const fateOf = (isNew: boolean, number: WebhookNumber | undefined): string =>
  !isNew ? 'duplicate' : number === undefined ? 'no_such_number' : 'stored';
