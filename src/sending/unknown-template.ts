import type { GraphError } from '../graph/outcome.js';
import { tellsOfTemplateDrift } from '../messaging/template-drift.js';
import type { Database } from '../store/database.js';
import { requestTemplateSyncs } from '../store/template-syncs.js';
import type { MessageRow } from '../store/tables.js';

/** What a refused send says of the templates that were read: they are read again, however many messages are refused. */
export async function tellOfUnknownTemplate(
  db: Database,
  { number_id: numberId }: Pick<MessageRow, 'number_id'>,
  { code }: Pick<GraphError, 'code'>,
  at: number,
): Promise<void> {
  if (!tellsOfTemplateDrift(code)) return;
  const number = await db
    .selectFrom('numbers')
    .select('waba_id')
    .where('id', '=', numberId)
    .executeTakeFirst();
  if (number === undefined) return;
  await requestTemplateSyncs(db, [number.waba_id], { reason: `meta_${code}`, at });
}
