import { sql } from 'kysely';
import { notify } from './append.js';
import type { Connection, Database } from './database.js';

/** A WABA whose templates must be read again. */
export interface TemplateSync {
  readonly wabaId: string;
  readonly version: string;
  readonly reason: string;
}

/** One synchronization follows another by this much at least, however often Meta has something to tell, ms. */
const SPACING = 10_000;

/**
 * Asks for the templates of these WABAs to be read, in the caller's transaction: the worker starts `syncTemplates` once Temporal can be
 * reached. Any number of requests are one. At once, or shortly after the last time; `notBefore` (ms) puts it off further.
 */
export async function requestTemplateSyncs(
  db: Connection,
  wabaIds: readonly string[],
  { reason, at, notBefore = at }: { reason: string; at: number; notBefore?: number },
): Promise<void> {
  if (wabaIds.length === 0) return;
  await sql`
    insert into template_syncs (waba_id, not_before, reason)
    select waba_id,
      greatest(${new Date(notBefore)}::timestamptz, max(templates_attempted_at) + ${SPACING} * interval '1 millisecond'),
      ${reason}
    from wabas where waba_id = any(${wabaIds}::text[])
    group by waba_id order by waba_id
    on conflict (waba_id) do update set
      version = template_syncs.version + 1,
      not_before = least(template_syncs.not_before, excluded.not_before),
      reason = excluded.reason`.execute(db);
  await notify(db, 'template_syncs', '');
}

/** Asks for every WABA with a number that somebody owns and whose last synchronization began before `before`. Returns how many. */
export async function requestStaleTemplateSyncs(
  db: Database,
  { before, at }: { before: number; at: number },
): Promise<number> {
  const stale = await db
    .selectFrom('wabas')
    .select('waba_id')
    .distinct()
    .where('templates_attempted_at', '<', new Date(before))
    .where((where) =>
      where.exists(
        where
          .selectFrom('numbers')
          .select('numbers.id')
          .whereRef('numbers.waba_id', '=', 'wabas.waba_id')
          .whereRef('numbers.account_id', '=', 'wabas.account_id')
          .where('numbers.released_at', 'is', null),
      ),
    )
    .execute();
  await requestTemplateSyncs(
    db,
    stale.map(({ waba_id: id }) => id),
    { reason: 'daily', at },
  );
  return stale.length;
}

/** The synchronizations that are due at `at`, oldest first. */
export async function dueTemplateSyncs(
  db: Database,
  at: number,
  limit: number,
): Promise<TemplateSync[]> {
  const rows = await db
    .selectFrom('template_syncs')
    .select(['waba_id', 'version', 'reason'])
    .where('not_before', '<=', new Date(at))
    .orderBy('not_before')
    .limit(limit)
    .execute();
  return rows.map(({ waba_id: wabaId, version, reason }) => ({ wabaId, version, reason }));
}

/** Forgets one that Temporal took, unless someone asked again meanwhile. */
export async function forgetTemplateSync(
  db: Database,
  { wabaId, version }: TemplateSync,
): Promise<void> {
  await db
    .deleteFrom('template_syncs')
    .where('waba_id', '=', wabaId)
    .where('version', '=', version)
    .execute();
}

/** Lets one that Temporal did not take wait until `at`, unless someone asked again meanwhile. */
export async function deferTemplateSync(
  db: Database,
  { wabaId, version }: TemplateSync,
  at: number,
): Promise<void> {
  await db
    .updateTable('template_syncs')
    .set({ not_before: new Date(at) })
    .where('waba_id', '=', wabaId)
    .where('version', '=', version)
    .execute();
}

/** When the next one is due, ms; null when there is none. */
export async function nextTemplateSyncAt(db: Database): Promise<number | null> {
  const row = await db
    .selectFrom('template_syncs')
    .select((select) => select.fn.min('not_before').as('at'))
    .executeTakeFirst();
  return row?.at?.getTime() ?? null;
}
