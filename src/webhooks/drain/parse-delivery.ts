import {
  changeSchema,
  entrySchema,
  envelopeSchema,
  WHATSAPP,
  type Entry,
} from '../../graph/payloads.js';
import { broken } from './broken.js';
import type { Element } from './element.js';
import { readAccountField } from './read-account-field.js';
import { readMessages } from './read-messages.js';

/** A delivery taken apart; `error` says why nothing, or not everything, could be read. */
export interface ParsedDelivery {
  readonly elements: readonly Element[];
  readonly error: string | null;
}

/** Takes a body apart into its elements. Never throws: what cannot be read is an element that says so, and the others count. */
export function parseDelivery(body: Buffer, receivedAt: number): ParsedDelivery {
  let json: unknown;
  try {
    json = JSON.parse(body.toString('utf8'));
  } catch {
    return { elements: [], error: 'The body is not JSON.' };
  }
  const envelope = envelopeSchema.safeParse(json);
  if (!envelope.success || envelope.data.object !== WHATSAPP)
    return { elements: [], error: `The body is no webhook of ${WHATSAPP}.` };
  return {
    elements: envelope.data.entry.flatMap((entry) => readEntry(entry, receivedAt)),
    error: null,
  };
}

function readEntry(given: unknown, receivedAt: number): Element[] {
  const entry = entrySchema.safeParse(given);
  if (!entry.success) return [broken('entry', given, entry.error)];
  return entry.data.changes.flatMap((change) => readChange(change, entry.data, receivedAt));
}

function readChange(given: unknown, entry: Entry, receivedAt: number): Element[] {
  const change = changeSchema.safeParse(given);
  if (!change.success) return [broken('change', given, change.error)];
  const { field, value } = change.data;
  try {
    return field === 'messages'
      ? readMessages(value, receivedAt)
      : [readAccountField({ field, value, entry, receivedAt })];
  } catch (error) {
    return [broken(field, value, error)];
  }
}
