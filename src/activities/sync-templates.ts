import type { MessageTemplate } from '../graph/schemas.js';
import {
  compareTemplates,
  tellBindingNews,
  type BindingNews,
  type RatedTemplate,
} from '../messaging/compare-templates.js';
import { HOUR, MINUTE } from '../onboarding/duration.js';
import { appendEvents, appendTimeline } from '../store/append.js';
import type { Connection } from '../store/database.js';
import { bindingsOf } from '../store/template-bindings.js';
import { requestTemplateSyncs } from '../store/template-syncs.js';
import {
  definitionOf,
  listTemplates,
  storeTemplates,
  type AccountWaba,
  type ListedTemplate,
} from '../store/templates.js';
import { owners } from '../store/vault.js';
import { wabaSessions, type WabaSession } from '../store/waba-sessions.js';
import { storableJson } from '../webhooks/drain/storable.js';
import type { Dependencies } from './dependencies.js';
import { heartbeating } from './heartbeating.js';
import { toRefusal } from '../graph/refusal.js';

export interface SyncTemplatesInput {
  readonly wabaId: string;
  /** The workflow's clock, ms. */
  readonly at: number;
}

/** When a list that could not be read is read again, ms before pace. */
const AGAIN_AFTER = 5 * MINUTE;
const AGAIN_AFTER_THROTTLE = HOUR;

/**
 * Reads the WABA's templates, with the token of each account that has it, and stores what each sees. Tells what became of bindings. Never
 * throws for what Meta does: a refusal is kept beside the WABA, and what could not be read is asked for again later.
 */
export const makeSyncTemplates =
  (deps: Dependencies) =>
  ({ wabaId, at }: SyncTemplatesInput): Promise<void> =>
    heartbeating(async () => {
      for (const session of await wabaSessions(deps.db, wabaId)) await syncOne(deps, session, at);
    });

async function syncOne(
  { db, graph, vault, settings }: Dependencies,
  session: WabaSession,
  at: number,
): Promise<void> {
  const { accountId, wabaId } = session;
  const accessToken = vault.decrypt(session.encryptedToken, owners.token(session.tokenId));
  const outcome = await graph.messageTemplates({ accessToken, at, wabaId }, wabaId);
  if (outcome.kind === 'known') {
    await db.transaction().execute(async (tx) => {
      await store(tx, session, outcome.value, at);
      await noteAttempt(tx, session, { at, error: null });
    });
    return;
  }

  const refusal = outcome.kind === 'refused' ? toRefusal(outcome.error) : null;
  const error =
    refusal === null
      ? 'Meta could not be read.'
      : `Meta refused: ${refusal.message} (${[refusal.code, refusal.subcode].filter((code) => code !== null).join('/')})`;
  await noteAttempt(db, { accountId, wabaId }, { at, error });
  const wait =
    refusal === null
      ? AGAIN_AFTER
      : refusal.class === 'throttled'
        ? AGAIN_AFTER_THROTTLE
        : refusal.class === 'transient'
          ? AGAIN_AFTER
          : null;
  if (wait === null) return;
  const notBefore = at + Math.max(wait * settings.pace, refusal?.retryAfterMs ?? 0);
  await requestTemplateSyncs(db, [wabaId], { reason: 'could_not_read', at, notBefore });
}

async function store(
  tx: Connection,
  { accountId, wabaId, syncedAt }: WabaSession,
  listed: readonly MessageTemplate[],
  at: number,
): Promise<void> {
  const waba: AccountWaba = { accountId, wabaId };
  const bindings = await bindingsOf(tx, accountId);
  const names = [...new Set(bindings.map(({ binding }) => binding.name))];
  const read = async (): Promise<RatedTemplate[]> =>
    names.length === 0
      ? []
      : (await listTemplates(tx, waba, { names })).map((row) => ({
          ...definitionOf(row),
          quality: row.quality,
        }));

  const before = await read();
  const rows = new Map(listed.map((one) => [`${one.name}\n${one.language}`, toRow(one)]));
  await storeTemplates(tx, waba, storableJson([...rows.values()]), at);
  // What the first look finds is no change at Meta.
  if (syncedAt === null) return;
  await tell(tx, waba, compareTemplates(bindings, before, await read()), at);
}

const toRow = (template: MessageTemplate): ListedTemplate => ({
  name: template.name,
  language: template.language,
  template_id: template.id ?? null,
  status: template.status,
  category: template.category ?? null,
  previous_category: template.previous_category ?? null,
  correct_category: template.correct_category ?? null,
  quality: template.quality_score?.score ?? null,
  parameter_format: template.parameter_format ?? null,
  rejected_reason: template.rejected_reason ?? null,
  components: template.components ?? [],
});

/** A sentence for each number of the account there, and an event for the account. */
async function tell(
  tx: Connection,
  { accountId, wabaId }: AccountWaba,
  news: readonly BindingNews[],
  at: number,
): Promise<void> {
  if (news.length === 0) return;
  const numbers = await tx
    .selectFrom('numbers')
    .select('id')
    .where('account_id', '=', accountId)
    .where('waba_id', '=', wabaId)
    .where('released_at', 'is', null)
    .orderBy('id')
    .execute();
  const told = news.map((one) => ({
    kind: `template_binding_${one.kind}`,
    sentence: tellBindingNews(one),
    facts: {
      template: one.name,
      language: one.language,
      binding: one.key,
      problems: one.problems,
      changes: one.changes,
    },
  }));
  await appendTimeline(
    tx,
    numbers.flatMap(({ id }) => told.map((row) => ({ numberId: id, at, ...row }))),
  );
  await appendEvents(
    tx,
    told.map((change) => ({
      accountId,
      numberId: null,
      type: 'template.updated',
      at,
      data: {
        waba: { id: wabaId },
        change: { ...change, occurred_at: new Date(at).toISOString() },
      },
      cause: { kind: 'timer' as const },
    })),
  );
}

async function noteAttempt(
  db: Connection,
  { accountId, wabaId }: AccountWaba,
  { at, error }: { at: number; error: string | null },
): Promise<void> {
  await db
    .updateTable('wabas')
    .set({
      templates_attempted_at: new Date(at),
      templates_error: error,
      ...(error === null && { templates_synced_at: new Date(at) }),
    })
    .where('account_id', '=', accountId)
    .where('waba_id', '=', wabaId)
    .execute();
}
