import type { Selectable } from 'kysely';
import type { TemplateBinding } from '../messaging/template-binding.js';
import type { Connection } from './database.js';
import type { TemplateBindingsTable } from './tables.js';

/** What the account's key stands for; undefined when it has no such key. */
export async function findBinding(
  db: Connection,
  accountId: string,
  key: string,
): Promise<TemplateBinding | undefined> {
  const row = await findBindingRow(db, accountId, key);
  return row && bindingOf(row);
}

/** The same, with its times. */
export const findBindingRow = (
  db: Connection,
  accountId: string,
  key: string,
): Promise<Selectable<TemplateBindingsTable> | undefined> =>
  db
    .selectFrom('template_bindings')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('key', '=', key)
    .executeTakeFirst();

/** The row as the pure functions read it. */
export const bindingOf = (row: Selectable<TemplateBindingsTable>): TemplateBinding => ({
  name: row.name,
  language: row.language,
  header: row.header,
  body: row.body,
  buttons: row.buttons,
});

/** All bindings of the account, by key. */
export async function bindingsOf(
  db: Connection,
  accountId: string,
): Promise<{ key: string; binding: TemplateBinding }[]> {
  const rows = await db
    .selectFrom('template_bindings')
    .selectAll()
    .where('account_id', '=', accountId)
    .orderBy('key')
    .execute();
  return rows.map((row) => ({ key: row.key, binding: bindingOf(row) }));
}
