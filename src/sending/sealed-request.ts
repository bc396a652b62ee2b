import { owners, type Vault } from '../store/vault.js';
import type { MessageRow } from '../store/tables.js';

/** The body for Meta, as a message keeps it: names, codes and links of people are in it, so it lies encrypted. */
export const sealRequest = (
  vault: Vault,
  id: string,
  request: Readonly<Record<string, unknown>>,
): string => vault.encrypt(JSON.stringify(request), owners.messageRequest(id));

/** The body for Meta again. @throws Error when the key that sealed it is no longer in the ring */
export function openRequest(
  vault: Vault,
  { id, request }: Pick<MessageRow, 'id' | 'request'>,
): Record<string, unknown> {
  // Messages from before requests were sealed.
  if (typeof request !== 'string') return request;
  return JSON.parse(vault.decrypt(request, owners.messageRequest(id))) as Record<string, unknown>;
}
