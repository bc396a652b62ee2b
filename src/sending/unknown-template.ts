import type { GraphError } from '../graph/outcome.js';
import type { Database } from '../store/database.js';
import { requestTemplateSyncs } from '../store/template-syncs.js';
import type { MessageRow } from '../store/tables.js';

/** Another count of parameters, not there, paused, disabled: what was read of the template is old. Source: facts/meta.md §3.3. */
const DRIFTED: readonly number[] = [132000, 132001, 132015, 132016];

/** What a refused send says of the templates that were read: they are read again, however many messages are refused. */
export async function tellOfUnknownTemplate(
  db: Database,
  { number_id: numberId }: Pick<MessageRow, 'number_id'>,
  { code }: Pick<GraphError, 'code'>,
  at: number,
): Promise<void> {
  if (!DRIFTED.includes(code)) return;
  const number = await db
    .selectFrom('numbers')
    .select('waba_id')
    .where('id', '=', numberId)
    .executeTakeFirst();
  if (number === undefined) return;
  await requestTemplateSyncs(db, [number.waba_id], { reason: `meta_${code}`, at });
}
