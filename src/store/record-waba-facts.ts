import { isRestricting, wabaEdges } from '../onboarding/health-edges.js';
import type { WabaFacts } from '../onboarding/observation.js';
import { appendEvents, appendTimeline } from './append.js';
import type { Database } from './database.js';

/** Stores what Meta says of a WABA and tells on what changed, once, whoever looks; a look that is older than the stored one changes nothing. */
export async function recordWabaFacts(
  db: Database,
  waba: { readonly account_id: string; readonly waba_id: string },
  { facts, readAt }: { readonly facts: WabaFacts; readonly readAt: number },
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const known = await tx
      .selectFrom('wabas')
      .select(['facts', 'facts_read_at', 'nodes_read_at'])
      .where('account_id', '=', waba.account_id)
      .where('waba_id', '=', waba.waba_id)
      .forNoKeyUpdate()
      .executeTakeFirstOrThrow();
    // Null: an event made them worthless, and with them what was asked for before it.
    const newest = known.facts_read_at ?? known.nodes_read_at;
    if (newest !== null && newest.getTime() > readAt) return;
    await tx
      .updateTable('wabas')
      .set({
        name: facts.name,
        portfolio_id: facts.portfolioId,
        facts: JSON.stringify(facts),
        facts_read_at: new Date(readAt),
      })
      .where('account_id', '=', waba.account_id)
      .where('waba_id', '=', waba.waba_id)
      .execute();

    const edges = wabaEdges(known.facts, facts);
    if (edges.length === 0) return;
    const numbers = await tx
      .selectFrom('numbers')
      .select('id')
      .where('account_id', '=', waba.account_id)
      .where('waba_id', '=', waba.waba_id)
      .where('released_at', 'is', null)
      .orderBy('id')
      .execute();
    const changes = edges.map((edge) => {
      const { sentence, ...values } = edge;
      return {
        type: isRestricting(edge) ? 'waba.restricted' : 'waba.updated',
        change: { kind: 'waba_changed', sentence, facts: values },
      };
    });
    await appendTimeline(
      tx,
      numbers.flatMap(({ id }) =>
        changes.map(({ change }) => ({ numberId: id, at: readAt, ...change })),
      ),
    );
    await appendEvents(
      tx,
      changes.map(({ type, change }) => ({
        accountId: waba.account_id,
        numberId: null,
        type,
        at: readAt,
        data: {
          waba: { id: waba.waba_id },
          change: { ...change, occurred_at: new Date(readAt).toISOString() },
        },
        cause: { kind: 'timer' as const },
      })),
    );
  });
}
