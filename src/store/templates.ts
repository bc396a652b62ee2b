import type { Selectable } from 'kysely';
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
