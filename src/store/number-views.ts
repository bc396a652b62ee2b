import { sql, type Selectable, type SelectQueryBuilder } from 'kysely';
import type { Connection } from './database.js';
import type { AccountNumber } from './messages-made.js';
import type {
  NumberRow,
  PhoneNumbersSeenTable,
  Tables,
  TokensTable,
  WabasTable,
} from './tables.js';

/** A number with what its phone number, WABA and token add to it: everything one answer of the API shows. */
export interface NumberView extends NumberRow {
  readonly pin_state: Selectable<PhoneNumbersSeenTable>['pin_state'];
  readonly waba_facts: Selectable<WabasTable>['facts'];
  readonly waba_subscription: Selectable<WabasTable>['subscription'];
  readonly waba_app_webhooks: Selectable<WabasTable>['app_webhooks'];
  /** The worst share of Meta's call budgets for the WABA, percent. */
  readonly waba_usage: number | null;
  /** When another token began to serve the WABA. */
  readonly token_changed_at: Date;
  readonly token_last4: string;
  readonly token_facts: Selectable<TokensTable>['facts'];
  /** The newest timeline row about the PIN; `at` as Postgres writes it. */
  readonly pin_event: {
    readonly at: string;
    readonly kind: string;
    readonly sentence: string;
  } | null;
}

type ViewQuery = SelectQueryBuilder<
  Tables,
  'numbers' | 'phone_numbers_seen' | 'wabas' | 'tokens',
  NumberView
>;

/** The numbers of one account; null = of every account, for platform keys that read. Every read of numbers by the API starts here. */
export function numberViews(db: Connection, accountId: string | null): ViewQuery {
  const query = db
    .selectFrom('numbers')
    .innerJoin(
      'phone_numbers_seen',
      'phone_numbers_seen.phone_number_id',
      'numbers.phone_number_id',
    )
    .innerJoin('wabas', (join) =>
      join
        .onRef('wabas.account_id', '=', 'numbers.account_id')
        .onRef('wabas.waba_id', '=', 'numbers.waba_id'),
    )
    .innerJoin('tokens', 'tokens.id', 'wabas.token_id')
    .selectAll('numbers')
    .select([
      'phone_numbers_seen.pin_state',
      'wabas.facts as waba_facts',
      'wabas.subscription as waba_subscription',
      'wabas.app_webhooks as waba_app_webhooks',
      'wabas.usage_percent as waba_usage',
      'wabas.token_changed_at',
      'tokens.last4 as token_last4',
      'tokens.facts as token_facts',
      newestPinEvent.as('pin_event'),
    ]);
  return accountId === null ? query : query.where('numbers.account_id', '=', accountId);
}

const newestPinEvent = sql<NumberView['pin_event']>`(
  select jsonb_build_object('at', happened.at, 'kind', happened.kind, 'sentence', happened.sentence)
  from timeline as happened
  where happened.number_id = numbers.id and starts_with(happened.kind, 'pin_')
  order by happened.id desc
  limit 1
)`;

/** The newest row of this phone number in the account: the one that owns it, else the last that did. */
export function findNumberView(
  db: Connection,
  accountId: string | null,
  phoneNumberId: string,
): Promise<NumberView | undefined> {
  return newest(numberViews(db, accountId), phoneNumberId).executeTakeFirst();
}

/** As {@link findNumberView}, of several, each of the account that is named with it. */
export async function newestNumberViews(
  db: Connection,
  wanted: readonly AccountNumber[],
): Promise<(number: AccountNumber) => NumberView | undefined> {
  const found = new Map<string, NumberView>();
  const keyOf = ({ account_id: account, phone_number_id: id }: AccountNumber) => `${account}/${id}`;
  const pairs = [...new Map(wanted.map((number) => [keyOf(number), number])).values()];
  if (pairs.length > 0) {
    const rows = await numberViews(db, null)
      .where((where) =>
        where.or(
          pairs.map(({ account_id, phone_number_id }) =>
            where.and({
              'numbers.account_id': account_id,
              'numbers.phone_number_id': phone_number_id,
            }),
          ),
        ),
      )
      .orderBy(IS_OWNER, 'asc')
      .orderBy('numbers.created_at', 'asc')
      .orderBy('numbers.id', 'asc')
      .execute();
    for (const row of rows) found.set(keyOf(row), row);
  }
  return (number) => found.get(keyOf(number));
}

/** As {@link findNumberView}, and nobody else changes the row before the caller's transaction ends. */
export function lockNumberView(
  db: Connection,
  accountId: string,
  phoneNumberId: string,
): Promise<NumberView | undefined> {
  return newest(numberViews(db, accountId), phoneNumberId).forUpdate('numbers').executeTakeFirst();
}

/** The number that holds this inbox of the account; undefined once it was released. */
export const findInboxView = (
  db: Connection,
  accountId: string,
  inboxId: string,
): Promise<NumberView | undefined> =>
  numberViews(db, accountId)
    .where('numbers.inbox_id', '=', inboxId)
    .where('numbers.released_at', 'is', null)
    .executeTakeFirst();

const IS_OWNER = sql<boolean>`(numbers.released_at is null)`;

const newest = (query: ViewQuery, phoneNumberId: string): ViewQuery =>
  query
    .where('numbers.phone_number_id', '=', phoneNumberId)
    .orderBy(IS_OWNER, 'desc')
    .orderBy('numbers.created_at', 'desc')
    .orderBy('numbers.id', 'desc')
    .limit(1);
