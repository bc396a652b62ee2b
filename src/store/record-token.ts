import type { Selectable } from 'kysely';
import { tokenVerdict, type TokenAnswer, type TokenVerdict } from '../onboarding/token-news.js';
import { appendEvents, appendTimeline } from './append.js';
import type { Connection, Database } from './database.js';
import type { TokensTable } from './tables.js';
import { requestSpreadWakes } from './wakeups.js';

type TokenRow = Selectable<TokensTable>;

/** What Meta said about a token, and when it was asked, ms. */
export interface TokenAnswered {
  /** `Vault.digest` of the token itself, so that an answer about an old one never touches the new one. */
  readonly digest: string;
  readonly answer: TokenAnswer;
  readonly at: number;
  /** When to look again, from the new standing. */
  readonly nextLook: (verdict: TokenVerdict) => number;
}

/**
 * Keeps an answer for every account that has the token, tells what is new in outbox and timeline, and wakes the numbers that it may matter
 * to, in one transaction. A newer answer wins: one that was asked for earlier changes nothing.
 */
export async function recordTokenAnswer(
  db: Database,
  { digest, answer, at, nextLook }: TokenAnswered,
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    for (const row of await lockTokens(tx, digest)) {
      if (row.checked_at !== null && row.checked_at.getTime() > at) continue;
      const verdict = tokenVerdict(
        {
          last4: row.last4,
          facts: row.facts,
          refused: row.refused,
          refusals: row.refusals,
          toldExpiry: row.told_expiry,
        },
        answer,
        at,
      );
      await tx
        .updateTable('tokens')
        .set({
          facts: JSON.stringify(verdict.facts),
          refused: verdict.refused === null ? null : JSON.stringify(verdict.refused),
          refusals: verdict.refusals,
          told_expiry: verdict.toldExpiry === null ? null : JSON.stringify(verdict.toldExpiry),
          checked_at: new Date(at),
          attempted_at: new Date(at),
          check_error: null,
          next_check_at: new Date(nextLook(verdict)),
        })
        .where('id', '=', row.id)
        .execute();
      await tell(tx, row, verdict, at);
    }
  });
}

/** Is there nothing that a refusal at this instant would change? No row, one that is marked, or a newer answer. */
export async function isTokenKnownRefused(
  db: Connection,
  digest: string,
  at: number,
): Promise<boolean> {
  const open = await db
    .selectFrom('tokens')
    .select('id')
    .where('equality_hmac', '=', digest)
    .where('refused', 'is', null)
    .where((where) =>
      where.or([where('checked_at', 'is', null), where('checked_at', '<=', new Date(at))]),
    )
    .executeTakeFirst();
  return open === undefined;
}

const lockTokens = (tx: Connection, digest: string): Promise<TokenRow[]> =>
  tx
    .selectFrom('tokens')
    .selectAll()
    .where('equality_hmac', '=', digest)
    .orderBy('id')
    .forUpdate()
    .execute();

async function tell(
  tx: Connection,
  { id, account_id: accountId, last4 }: TokenRow,
  { news, facts }: TokenVerdict,
  at: number,
): Promise<void> {
  if (news.length === 0) return;
  const wabas = await tx
    .selectFrom('wabas')
    .select('waba_id')
    .where('token_id', '=', id)
    .orderBy('waba_id')
    .execute();
  // A token that nothing uses any more is nobody's news.
  if (wabas.length === 0) return;
  await appendEvents(
    tx,
    news.map(({ event, kind, sentence, facts: details }) => ({
      accountId,
      numberId: null,
      type: event,
      at,
      data: {
        wabas: wabas.map(({ waba_id: wabaId }) => ({ id: wabaId })),
        token: {
          last4,
          valid: facts.valid,
          expires_at: facts.expiresAt === null ? null : new Date(facts.expiresAt).toISOString(),
          scopes: facts.scopes,
        },
        change: { kind, sentence, facts: details, occurred_at: new Date(at).toISOString() },
      },
      cause: { kind: 'timer' },
    })),
  );
  const numbers = await numbersOf(tx, id);
  await appendTimeline(
    tx,
    numbers.flatMap((number) =>
      news.map(({ kind, sentence, facts: details }) => ({
        numberId: number.id,
        at,
        kind,
        sentence,
        facts: details,
      })),
    ),
  );
  const waking = news.findLast(({ wakes }) => wakes);
  if (waking !== undefined)
    await requestSpreadWakes(
      tx,
      numbers.map(({ phone_number_id: phoneNumberId }) => phoneNumberId),
      waking.kind,
      at,
    );
}

const numbersOf = (
  tx: Connection,
  tokenId: string,
): Promise<{ id: string; phone_number_id: string }[]> =>
  tx
    .selectFrom('numbers')
    .innerJoin('wabas', (join) =>
      join
        .onRef('wabas.account_id', '=', 'numbers.account_id')
        .onRef('wabas.waba_id', '=', 'numbers.waba_id'),
    )
    .select(['numbers.id', 'numbers.phone_number_id'])
    .where('wabas.token_id', '=', tokenId)
    .where('numbers.released_at', 'is', null)
    .orderBy('numbers.id')
    .execute();
