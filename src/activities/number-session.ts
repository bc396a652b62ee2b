import type { GraphCaller } from '../graph/graph.js';
import type { NumberRow } from '../store/tables.js';
import { currentOwner, wabaOf, type WabaWithToken } from '../store/onboarding-numbers.js';
import { owners } from '../store/vault.js';
import type { Dependencies } from './dependencies.js';

/** A WABA with the means to call Meta for it. */
export interface WabaSession extends WabaWithToken {
  readonly caller: GraphCaller;
}

/** A number with the means to call Meta for it. */
export interface NumberSession extends WabaSession {
  readonly number: NumberRow;
}

/** Opens a WABA. The token never leaves this process. @throws Error when the key ring lacks the token's key */
export async function openWaba(
  { db, vault }: Pick<Dependencies, 'db' | 'vault'>,
  { accountId, wabaId }: { readonly accountId: string; readonly wabaId: string },
  at: number,
): Promise<WabaSession> {
  const { waba, token } = await wabaOf(db, { account_id: accountId, waba_id: wabaId });
  const accessToken = vault.decrypt(token.encrypted_token, owners.token(token.id));
  return { waba, token, caller: { accessToken, at, wabaId } };
}

/** Opens the number's current owner; null once it was released. The token never leaves this process. */
export async function openNumber(
  { db, vault }: Pick<Dependencies, 'db' | 'vault'>,
  phoneNumberId: string,
  at: number,
  signal?: AbortSignal,
): Promise<NumberSession | null> {
  const number = await currentOwner(db, phoneNumberId);
  if (number === undefined) return null;
  const { waba, token } = await wabaOf(db, number);
  const accessToken = vault.decrypt(token.encrypted_token, owners.token(token.id));
  return {
    number,
    waba,
    token,
    caller: { accessToken, at, wabaId: waba.waba_id, ...(signal === undefined ? {} : { signal }) },
  };
}
