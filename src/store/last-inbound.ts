import { sql } from 'kysely';
import { formsOf } from '../messaging/recipient-forms.js';
import type { Connection } from './database.js';

/** Among so many of a person's newest messages one is looked for that names both digits and user id. */
const LOOKED_AT = 100;

/**
 * When this person last wrote to the number, under any of the names that Meta has for them; null: never. Names are the recipient in every
 * form, what Meta answered to the newest send, and the digits and user ids that one inbound message named together. Source: facts/meta.md
 * §3.3 (131047), §4.4.
 */
export async function lastInboundAt(
  db: Connection,
  { phoneNumberId, recipient }: { phoneNumberId: string; recipient: string },
): Promise<number | null> {
  // Each step is a look-up of an index for each name, however much the person wrote or was sent.
  const { rows } = await sql<{ at: Date | null }>`
    with named as (
      select unnest(${formsOf(recipient)}::text[]) as name
      union
      select unnest(array[wa_id, user_id]) from (
        select wa_id, user_id from messages
        where recipient = ${recipient} and phone_number_id = ${phoneNumberId}
          and (wa_id is not null or user_id is not null)
        order by id desc limit 1
      ) as newest
    ), names as (
      select name from named
      union
      select unnest(array[user_id, parent_id]) from named cross join lateral (
        select user_id, parent_id from (
          select payload ->> 'from_user_id' as user_id, payload ->> 'from_parent_user_id' as parent_id
          from inbound_messages
          where phone_number_id = ${phoneNumberId} and sender = named.name
          order by occurred_at desc limit ${sql.lit(LOOKED_AT)}
        ) as written
        where user_id is not null limit 1
      ) as seen
      union
      select sender from named cross join lateral (
        select sender from (
          select sender from inbound_messages
          where phone_number_id = ${phoneNumberId} and payload ->> 'from_user_id' = named.name
          order by occurred_at desc limit ${sql.lit(LOOKED_AT)}
        ) as written
        where sender <> named.name limit 1
      ) as seen
    )
    select max(heard.at) as at
    from names
    cross join lateral (values
      ((select max(occurred_at) from inbound_messages
        where phone_number_id = ${phoneNumberId} and sender = names.name and type <> 'system')),
      ((select max(occurred_at) from inbound_messages
        where phone_number_id = ${phoneNumberId} and payload ->> 'from_user_id' = names.name
          and type <> 'system')),
      ((select max(occurred_at) from inbound_messages
        where phone_number_id = ${phoneNumberId} and payload ->> 'from_parent_user_id' = names.name
          and type <> 'system'))
    ) as heard (at)`.execute(db);
  return rows[0]?.at?.getTime() ?? null;
}
