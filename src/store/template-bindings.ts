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

/** At most `limit` bindings of the account after the key where the page before ended. */
export function listBindings(
  db: Connection,
  accountId: string,
  { after, limit }: { after: string | null; limit: number },
): Promise<Selectable<TemplateBindingsTable>[]> {
  const query = db
    .selectFrom('template_bindings')
    .selectAll()
    .where('account_id', '=', accountId)
    .orderBy('key')
    .limit(limit);
  return (after === null ? query : query.where('key', '>', after)).execute();
}

/** Writes what the key stands for; returns the row. */
export function storeBinding(
  tx: Connection,
  { accountId, key, at }: { accountId: string; key: string; at: number },
  { name, language, header, body = [], buttons = [] }: TemplateBinding,
): Promise<Selectable<TemplateBindingsTable>> {
  const definition = {
    name,
    language,
    header: header ? JSON.stringify(header) : null,
    body: JSON.stringify(body),
    buttons: JSON.stringify(buttons),
    updated_at: new Date(at),
  };
  return tx
    .insertInto('template_bindings')
    .values({ account_id: accountId, key, created_at: new Date(at), ...definition })
    .onConflict((conflict) => conflict.columns(['account_id', 'key']).doUpdateSet(definition))
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** What the key stood for; undefined when there was none. */
export const deleteBinding = (
  tx: Connection,
  accountId: string,
  key: string,
): Promise<Selectable<TemplateBindingsTable> | undefined> =>
  tx
    .deleteFrom('template_bindings')
    .where('account_id', '=', accountId)
    .where('key', '=', key)
    .returningAll()
    .executeTakeFirst();
