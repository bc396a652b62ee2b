import { sql, type Selectable } from 'kysely';
import type { TemplateDefinition } from '../messaging/template-definition.js';
import type { Connection } from './database.js';
import type { TemplatesTable } from './tables.js';

/** Whose view of which WhatsApp Business Account. */
export interface AccountWaba {
  readonly accountId: string;
  readonly wabaId: string;
}

/** The template as this account's token last saw it; undefined when it is not there, or no longer. */
export async function findTemplate(
  db: Connection,
  waba: AccountWaba,
  name: string,
  language: string,
): Promise<TemplateDefinition | undefined> {
  const ofThisName = await templatesNamed(db, waba, [name]);
  return ofThisName.find((template) => template.language === language);
}

/** What the WABA has under these names, in every language: what `checkStanding` and `checkBinding` ask for. */
export async function templatesNamed(
  db: Connection,
  { accountId, wabaId }: AccountWaba,
  names: readonly string[],
): Promise<TemplateDefinition[]> {
  const rows = await db
    .selectFrom('templates')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('waba_id', '=', wabaId)
    .where('name', 'in', names)
    .where('gone_at', 'is', null)
    .execute();
  return rows.map(definitionOf);
}

/** The row as the pure checks read it. */
export const definitionOf = (row: Selectable<TemplatesTable>): TemplateDefinition => ({
  name: row.name,
  language: row.language,
  status: row.status,
  category: row.category,
  parameterFormat: row.parameter_format,
  components: row.components,
  rejectedReason: row.rejected_reason,
});

/** A template as Meta lists it, by the names of the columns. */
export type ListedTemplate = Omit<
  Selectable<TemplatesTable>,
  'account_id' | 'waba_id' | 'changed_at' | 'synced_at' | 'gone_at'
>;

/**
 * Stores what Meta lists now, in one statement: new and changed templates, and those that are gone. `listed` is JSON of
 * {@link ListedTemplate}s, each name and language once, without what Postgres cannot hold.
 */
export async function storeTemplates(
  tx: Connection,
  { accountId, wabaId }: AccountWaba,
  listed: string,
  at: number,
): Promise<void> {
  const now = sql`${new Date(at)}::timestamptz`;
  await sql`
    with listed as (
      select * from jsonb_to_recordset(${listed}::jsonb) as listed (
        name text, language text, template_id text, status text, category text, previous_category text,
        correct_category text, quality text, parameter_format text, rejected_reason text, components jsonb
      )
    ), gone as (
      update templates set gone_at = ${now}
      where account_id = ${accountId} and waba_id = ${wabaId} and gone_at is null
        and not exists (
          select from listed where listed.name = templates.name and listed.language = templates.language
        )
    )
    insert into templates as known (
      account_id, waba_id, name, language, template_id, status, category, previous_category,
      correct_category, quality, parameter_format, rejected_reason, components, changed_at, synced_at
    )
    select ${accountId}, ${wabaId}, name, language, template_id, status, category, previous_category,
      correct_category, quality, parameter_format, rejected_reason, components, ${now}, ${now}
    from listed
    on conflict (account_id, waba_id, name, language) do update set
      template_id = excluded.template_id,
      status = excluded.status,
      category = excluded.category,
      previous_category = excluded.previous_category,
      correct_category = excluded.correct_category,
      quality = excluded.quality,
      parameter_format = excluded.parameter_format,
      rejected_reason = excluded.rejected_reason,
      components = excluded.components,
      changed_at = case
        when (known.template_id, known.status, known.category, known.quality, known.parameter_format, known.components, known.gone_at)
          is not distinct from
          (excluded.template_id, excluded.status, excluded.category, excluded.quality, excluded.parameter_format, excluded.components, null)
        then known.changed_at else excluded.changed_at end,
      synced_at = excluded.synced_at,
      gone_at = null`.execute(tx);
}

/** What a list of templates is narrowed to; several values of one filter mean "any of them". */
export interface TemplateFilter {
  readonly names?: readonly string[] | undefined;
  readonly languages?: readonly string[] | undefined;
  readonly statuses?: readonly string[] | undefined;
  readonly categories?: readonly string[] | undefined;
  /** Those that Meta no longer lists too. */
  readonly withGone?: boolean | undefined;
}

/** At most `limit` templates of the WABA after the one where the page before ended, by name and language. */
export function listTemplates(
  db: Connection,
  { accountId, wabaId }: AccountWaba,
  {
    names,
    languages,
    statuses,
    categories,
    withGone,
    after = null,
    limit,
  }: TemplateFilter & { after?: { name: string; language: string } | null; limit?: number } = {},
): Promise<Selectable<TemplatesTable>[]> {
  let query = db
    .selectFrom('templates')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('waba_id', '=', wabaId)
    .orderBy('name')
    .orderBy('language');
  if (names) query = query.where('name', 'in', names);
  if (languages) query = query.where('language', 'in', languages);
  if (statuses) query = query.where('status', 'in', statuses);
  if (categories) query = query.where('category', 'in', categories);
  if (!withGone) query = query.where('gone_at', 'is', null);
  if (after !== null)
    query = query.where(sql<boolean>`(name, language) > (${after.name}, ${after.language})`);
  return (limit === undefined ? query : query.limit(limit)).execute();
}

/** How the last synchronization with this account's token went; undefined when the account has no such WABA. */
export const templateSyncState = (db: Connection, { accountId, wabaId }: AccountWaba) =>
  db
    .selectFrom('wabas')
    .select(['templates_attempted_at', 'templates_synced_at', 'templates_error'])
    .where('account_id', '=', accountId)
    .where('waba_id', '=', wabaId)
    .executeTakeFirst();

/** Templates of all WABAs of an account, each name and language once, by name; at most a thousand. */
export async function accountTemplates(
  db: Connection,
  accountId: string,
): Promise<TemplateDefinition[]> {
  const rows = await db
    .selectFrom('templates')
    .distinctOn(['name', 'language'])
    .selectAll()
    .where('account_id', '=', accountId)
    .where('gone_at', 'is', null)
    .orderBy('name')
    .orderBy('language')
    .limit(1_000)
    .execute();
  return rows.map(definitionOf);
}
