import type { Connection } from '../../store/database.js';
import {
  numbersById,
  numbersOfWabas,
  type WabaNumber,
  type WebhookNumber,
} from '../../store/webhook-numbers.js';
import type { Element, Target } from './element.js';

/** Which numbers of ours the elements of a batch concern. */
export interface Routes {
  /** The number under this phone number id, if somebody owns it. */
  numberOf(phoneNumberId: string): WebhookNumber | undefined;
  /** Whom an account event concerns. */
  numbersAt(target: Target): readonly WebhookNumber[];
}

/** Looks up every number that a batch names, with two statements at most. */
export async function findRoutes(tx: Connection, elements: readonly Element[]): Promise<Routes> {
  const phoneNumberIds = new Set<string>();
  const wabaIds = new Set<string>();
  for (const element of elements) {
    if (element.is === 'other') continue;
    if (element.is !== 'event') phoneNumberIds.add(element.phoneNumberId);
    else if (element.target.by === 'phone_number_id')
      phoneNumberIds.add(element.target.phoneNumberId);
    else if (element.target.by !== 'nobody') wabaIds.add(element.target.wabaId);
  }
  const byId = new Map(
    (await numbersById(tx, [...phoneNumberIds])).map((number) => [number.phoneNumberId, number]),
  );
  const ofWabas = await numbersOfWabas(tx, [...wabaIds]);
  const at = (wabaId: string, isMeant: (number: WabaNumber) => boolean) =>
    ofWabas.filter((number) => number.wabaId === wabaId && isMeant(number));

  return {
    numberOf: (phoneNumberId) => byId.get(phoneNumberId),
    numbersAt(target) {
      switch (target.by) {
        case 'phone_number_id': {
          const number = byId.get(target.phoneNumberId);
          return number === undefined ? [] : [number];
        }
        case 'waba':
          return at(target.wabaId, ({ isProven }) => isProven);
        case 'digits':
          return at(target.wabaId, ({ digits }) => digits === target.digits);
        case 'nobody':
          return [];
      }
    },
  };
}
