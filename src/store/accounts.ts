import type { Connection } from './database.js';

/** Is there an account with this id? */
export async function accountExists(db: Connection, id: string): Promise<boolean> {
  const row = await db.selectFrom('accounts').select('id').where('id', '=', id).executeTakeFirst();
  return row !== undefined;
}
