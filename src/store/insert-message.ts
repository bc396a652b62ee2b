import { prepareStatement } from './prepared.js';
import { shareStatement } from './shared-statement.js';
import type { MessageRow } from './tables.js';

/** What is known of a message before Meta is called, each with its type in Postgres. */
const COLUMNS = {
  id: 'uuid',
  account_id: 'bigint',
  number_id: 'uuid',
  phone_number_id: 'text',
  waba_id: 'text',
  type: 'text',
  template_key: 'text',
  template_name: 'text',
  template_language: 'text',
  recipient: 'text',
  recipient_input: 'text',
  recipient_country: 'text',
  request: 'json',
  context: 'jsonb',
  idempotency_key: 'text',
  again_of: 'uuid',
  actor: 'text',
  request_id: 'text',
  calling_since: 'timestamptz',
  next_attempt_at: 'timestamptz',
  created_at: 'timestamptz',
} as const satisfies Partial<Record<keyof MessageRow, string>>;

type Column = keyof typeof COLUMNS;
const NAMES = Object.keys(COLUMNS) as Column[];
const isJson = (column: Column): boolean => COLUMNS[column].startsWith('json');

/** A message about to be sent; JSON columns as values. */
export type NewMessage = Pick<MessageRow, Column>;

/** What is not simply the value that is given. */
const WRITTEN: Partial<Record<Column, string>> = {
  calling_since: 'case when not pair.waits then given.calling_since end',
  next_attempt_at: `case when pair.waits
    then coalesce(given.next_attempt_at, given.created_at) else given.next_attempt_at end`,
};

const insertionFrom = (source: string): string => `
  insert into messages (${NAMES.join(', ')}, status)
  select ${NAMES.map((name) => WRITTEN[name] ?? (isJson(name) ? `given.${name}::${COLUMNS[name]}` : `given.${name}`)).join(', ')}, 'queued'
  from (${source}) as given
  cross join lateral (select exists (
    select from messages as other
    where other.phone_number_id = given.phone_number_id and other.recipient = given.recipient
      and other.next_attempt_at is not null
  ) as waits) as pair
  -- In one order everywhere: two statements with the same keys wait for each other and never in a circle.
  order by given.idempotency_key, given.again_of
  on conflict do nothing
  returning id, calling_since, next_attempt_at`;

type Written = Pick<MessageRow, 'id' | 'calling_since' | 'next_attempt_at'>;
const typeOf = (name: Column): string => (isJson(name) ? 'text' : COLUMNS[name]);
const insertMany = prepareStatement<Written>(
  'insert_messages',
  insertionFrom(`select * from unnest(
    ${NAMES.map((name, place) => `$${place + 1}::${typeOf(name)}[]`).join(', ')}
  ) as rows (${NAMES.join(', ')})`),
);
/** Half the time of the one for many. */
const insertOne = prepareStatement<Written>(
  'insert_message',
  insertionFrom(
    `select ${NAMES.map((name, place) => `$${place + 1}::${typeOf(name)} as ${name}`).join(', ')}`,
  ),
);

/**
 * Writes the row before Meta is called; messages of the same moment share a statement. One to a person for whom others of this number wait is
 * not called for but waits behind them: its `calling_since` is null. Null where the same Idempotency-Key, or the same *send again*, wrote a
 * message before.
 */
export const insertMessage = shareStatement<NewMessage, MessageRow | null>(async (db, messages) => {
  const [message, ...others] = messages.map((one) => NAMES.map((name) => valueOf(one, name)));
  const { rows } =
    message !== undefined && others.length === 0
      ? await insertOne(db, message)
      : await insertMany(
          db,
          NAMES.map((name) => messages.map((one) => valueOf(one, name))),
        );
  const written = new Map(rows.map((row) => [row.id, row]));
  return messages.map((message) => {
    const row = written.get(message.id);
    return row === undefined ? null : { ...NOT_SENT, ...message, ...row };
  });
});

const valueOf = (message: NewMessage, name: Column): unknown =>
  isJson(name) ? JSON.stringify(message[name]) : message[name];

/** What no message has at first. */
const NOT_SENT: Omit<MessageRow, keyof NewMessage> = {
  status: 'queued',
  wa_id: null,
  user_id: null,
  wamid: null,
  message_status: null,
  error: null,
  pricing: null,
  conversation: null,
  attempts: [],
  handed_over_at: null,
  accepted_at: null,
  sent_at: null,
  delivered_at: null,
  read_at: null,
  played_at: null,
  failed_at: null,
};
