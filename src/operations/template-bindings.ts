import type { Selectable } from 'kysely';
import { checkBinding } from '../messaging/check-binding.js';
import type { TemplateBinding } from '../messaging/template-binding.js';
import type { TemplateProblem } from '../messaging/template-object.js';
import type { Sending } from '../sending/sending.js';
import { accountWabas } from '../store/account-wabas.js';
import { appendAudit } from '../store/append.js';
import type { Connection } from '../store/database.js';
import type { TemplateBindingsTable } from '../store/tables.js';
import {
  bindingOf,
  deleteBinding,
  findBindingRow,
  listBindings,
  storeBinding,
} from '../store/template-bindings.js';
import { templatesNamed } from '../store/templates.js';
import { requireScope, type Actor } from './actor.js';
import type { Dependencies } from './dependencies.js';
import { Problem } from './problem.js';

/** How a binding fits the templates of one WABA. `ok` null: they were not read yet. */
export interface WabaVerdict {
  readonly wabaId: string;
  readonly ok: boolean | null;
  readonly problems: readonly TemplateProblem[];
}

/** A binding, and where it can be sent. */
export interface BindingView {
  readonly row: Selectable<TemplateBindingsTable>;
  readonly wabas: readonly WabaVerdict[];
}

type Deps = Pick<Dependencies, 'db' | 'clock'>;
/** Those that change one: the sends of this process follow at once. */
type ChangeDeps = Deps & { readonly sending: Pick<Sending, 'forgetBinding'> };

/** @throws Problem `insufficient_scope`, `not_found` */
export async function readBinding(
  actor: Actor,
  key: string,
  { db }: Pick<Deps, 'db'>,
): Promise<BindingView> {
  requireScope(actor, 'read');
  const row = await findBindingRow(db, actor.accountId, key);
  if (row === undefined) throw unknownKey(key);
  return { row, wabas: await verdictsOf(db, row) };
}

/** At most `limit` bindings after a key. @throws Problem `insufficient_scope` */
export async function readBindings(
  actor: Actor,
  place: { after: string | null; limit: number },
  { db }: Pick<Deps, 'db'>,
): Promise<BindingView[]> {
  requireScope(actor, 'read');
  const rows = await listBindings(db, actor.accountId, place);
  return Promise.all(rows.map(async (row) => ({ row, wabas: await verdictsOf(db, row) })));
}

/**
 * Lets the key stand for this template; says how it fits each WABA of the account, and stores it whether it fits or not: a template may be
 * approved tomorrow. @throws Problem `insufficient_scope`
 */
export async function putBinding(
  actor: Actor,
  key: string,
  binding: TemplateBinding,
  { db, clock, sending }: ChangeDeps,
): Promise<BindingView> {
  requireScope(actor, 'admin');
  const at = clock.now();
  const { accountId } = actor;
  const row = await db.transaction().execute(async (tx) => {
    const stored = await storeBinding(tx, { accountId, key, at }, binding);
    await audit(tx, actor, { action: 'template_binding.put', key, at, details: { ...binding } });
    return stored;
  });
  sending.forgetBinding(accountId, key);
  return { row, wabas: await verdictsOf(db, row) };
}

/** Forgets the key and says what it stood for. @throws Problem `insufficient_scope`, `not_found` */
export async function removeBinding(
  actor: Actor,
  key: string,
  { db, clock, sending }: ChangeDeps,
): Promise<BindingView> {
  requireScope(actor, 'admin');
  const row = await db.transaction().execute(async (tx) => {
    const deleted = await deleteBinding(tx, actor.accountId, key);
    if (deleted === undefined) throw unknownKey(key);
    const at = clock.now();
    await audit(tx, actor, { action: 'template_binding.delete', key, at, details: {} });
    return deleted;
  });
  sending.forgetBinding(actor.accountId, key);
  return { row, wabas: await verdictsOf(db, row) };
}

const unknownKey = (key: string): Problem =>
  new Problem('not_found', `There is no template key ${key}.`);

/** How a binding that is not stored would fit each WABA of the account. @throws Problem `insufficient_scope` */
export function checkFit(
  actor: Actor,
  binding: TemplateBinding,
  { db }: Pick<Deps, 'db'>,
): Promise<WabaVerdict[]> {
  requireScope(actor, 'read');
  return fitOf(db, actor.accountId, binding);
}

const verdictsOf = (
  db: Connection,
  row: Selectable<TemplateBindingsTable>,
): Promise<WabaVerdict[]> => fitOf(db, row.account_id, bindingOf(row));

async function fitOf(
  db: Connection,
  accountId: string,
  binding: TemplateBinding,
): Promise<WabaVerdict[]> {
  const wabas = await accountWabas(db, accountId);
  return Promise.all(
    wabas.map(async ({ wabaId, templatesReadAt }): Promise<WabaVerdict> => {
      if (templatesReadAt === null) return { wabaId, ok: null, problems: [] };
      const named = await templatesNamed(db, { accountId, wabaId }, [binding.name]);
      const problems = checkBinding(binding, named);
      return { wabaId, ok: problems.length === 0, problems };
    }),
  );
}

const audit = (
  tx: Connection,
  actor: Actor,
  {
    action,
    key,
    at,
    details,
  }: { action: string; key: string; at: number; details: Record<string, unknown> },
): Promise<void> =>
  appendAudit(tx, {
    accountId: actor.accountId,
    at,
    keyId: actor.keyId,
    actor: actor.name,
    action,
    subject: `template-binding/${key}`,
    requestId: actor.requestId,
    details,
  });
