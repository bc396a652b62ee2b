import { sql } from 'kysely';
import type { PhoneNumberNode } from '../graph/schemas.js';
import type { Database } from '../store/database.js';
import { owners } from '../store/vault.js';
import type { Dependencies } from './dependencies.js';
import type { NumberSession } from './number-session.js';

/** Where the same digits live now. */
export interface Successor {
  readonly phoneNumberId: string;
  readonly wabaId: string;
}

/** WABAs that are asked for their numbers, one list each: a number that moved is worth no more of Meta's budget. */
const WABAS_ASKED = 10;
/** A WABA whose calls run out is left alone. */
const BUSY_PERCENT = 75;
const ENDED: readonly string[] = ['DELETED', 'MIGRATED'];

/**
 * Looks for a number that is gone under another id in the WABAs of its account: first in what is stored, then in one list per WABA. Null when
 * none of them shows its digits; a list that cannot be read shows nothing. Source: facts/meta.md §1.3, §1.17.
 */
export async function findSuccessor(
  { db, vault, graph }: Pick<Dependencies, 'db' | 'vault' | 'graph'>,
  { number }: NumberSession,
  display: string | null,
  at: number,
): Promise<Successor | null> {
  const digits = digitsOf(display);
  if (digits === '') return null;
  const isIt = ({ id, status, display_phone_number: other }: PhoneNumberNode): boolean =>
    id !== number.phone_number_id &&
    digitsOf(other) === digits &&
    !ENDED.includes(status?.toUpperCase() ?? '');

  const stored = await storedSuccessor(db, number, digits);
  if (stored !== null) return stored;
  const wabas = await readableWabas(db, number.account_id);
  for (const { waba_id: wabaId, nodes } of wabas) {
    const kept = nodes?.find(isIt);
    if (kept !== undefined) return { phoneNumberId: kept.id, wabaId };
  }
  const asked = wabas.filter(({ usage_percent: used }) => (used ?? 0) < BUSY_PERCENT);
  for (const { waba_id: wabaId, token_id: tokenId, encrypted_token: sealed } of asked.slice(
    0,
    WABAS_ASKED,
  )) {
    const accessToken = vault.decrypt(sealed, owners.token(tokenId));
    const listed = await graph.phoneNumbers({ accessToken, at }, wabaId);
    const found = listed.kind === 'known' ? listed.value.find(isIt) : undefined;
    if (found !== undefined) return { phoneNumberId: found.id, wabaId };
  }
  return null;
}

const digitsOf = (display: string | null | undefined): string => (display ?? '').replace(/\D/g, '');

async function storedSuccessor(
  db: Database,
  { account_id: accountId, phone_number_id: phoneNumberId }: NumberSession['number'],
  digits: string,
): Promise<Successor | null> {
  const other = await db
    .selectFrom('numbers')
    .select(['phone_number_id', 'waba_id'])
    .where('account_id', '=', accountId)
    .where('phone_number_id', '!=', phoneNumberId)
    .where('released_at', 'is', null)
    .where(sql`regexp_replace(node ->> 'displayPhoneNumber', '\\D', '', 'g')`, '=', digits)
    .executeTakeFirst();
  return other === undefined
    ? null
    : { phoneNumberId: other.phone_number_id, wabaId: other.waba_id };
}

const readableWabas = (db: Database, accountId: string) =>
  db
    .selectFrom('wabas')
    .innerJoin('tokens', 'tokens.id', 'wabas.token_id')
    .select(['wabas.waba_id', 'wabas.nodes', 'wabas.usage_percent', 'wabas.token_id'])
    .select('tokens.encrypted_token')
    .where('wabas.account_id', '=', accountId)
    .orderBy('wabas.created_at', 'desc')
    .orderBy('wabas.waba_id')
    .execute();
