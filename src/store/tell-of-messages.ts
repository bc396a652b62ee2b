import { sql, type RawBuilder } from 'kysely';
import { CHANNELS } from './append.js';
import { insertMessageEvents } from './message-events.js';

/** A batch that touches more numbers than this tells listeners that some changed, not which. */
const NAMED = 20;

/**
 * How a statement ends whose `changed` holds messages as webhooks left them, in the columns that `insertMessageEvents` needs: outbox rows for
 * what became true, and a word to whoever listens.
 */
export const tellOfMessages = (at: number): RawBuilder<unknown> => sql`
  , outbox as (
    ${insertMessageEvents({ at, cause: 'meta_webhook' })}
  )
  select pg_notify(${CHANNELS.events}, ''), pg_notify(${CHANNELS.messages}, touched.id) from (
    select unnest(case when count(distinct number_id) <= ${sql.lit(NAMED)}
      then array_agg(distinct number_id::text) else array[''] end) as id
    from changed
  ) as touched`;
