import type { ReadOutcome } from '../graph/outcome.js';
import type { PhoneNumberNode } from '../graph/schemas.js';
import { MINUTE } from '../onboarding/duration.js';
import type { Memory } from '../onboarding/memory.js';
import type { Database } from '../store/database.js';
import type { Dependencies } from './dependencies.js';
import type { NumberSession, WabaSession } from './number-session.js';

/** Numbers of one WABA that are due within this time share one list read, before pace. */
const SHARED_WITHIN = MINUTE;

export interface NodeRead {
  readonly outcome: ReadOutcome<PhoneNumberNode>;
  /** When Meta said it, ms: a shared read may be a little older than the turn. */
  readonly readAt: number;
}

/**
 * Reads the phone number node. A poll may be served by a list read of its WABA, which costs Meta's budget one call for all its numbers; a
 * look that somebody asked for, or that follows our own write, always asks for the node itself. Source: facts/meta.md §1.3, §1.17.
 */
export async function readNode(
  { db, graph, settings }: Pick<Dependencies, 'db' | 'graph' | 'settings'>,
  session: NumberSession,
  { at, isPoll, lastWriteAt }: { at: number; isPoll: boolean; lastWriteAt: number },
): Promise<NodeRead> {
  const { number, waba, caller } = session;
  const within = SHARED_WITHIN * settings.pace;
  if (isPoll) {
    const readAt = waba.nodes_read_at?.getTime() ?? -Infinity;
    const kept = waba.nodes?.find(({ id }) => id === number.phone_number_id);
    if (kept !== undefined && at - readAt < within && lastWriteAt < readAt) {
      return { outcome: { kind: 'known', value: kept, usage: NO_USAGE }, readAt };
    }
    if (await isAnotherDue(db, session, at + within)) {
      const listed = await graph.phoneNumbers(caller, waba.waba_id);
      const own =
        listed.kind === 'known'
          ? listed.value.find(({ id }) => id === number.phone_number_id)
          : undefined;
      if (listed.kind === 'known' && own !== undefined) {
        await keep(db, session, listed.value, at);
        return { outcome: { kind: 'known', value: own, usage: listed.usage }, readAt: at };
      }
      // A list without it, or none at all, proves nothing about this number: ask for itself.
    }
  }
  return { outcome: await graph.phoneNumber(caller, number.phone_number_id), readAt: at };
}

/** All numbers of a WABA, and when Meta said so, ms. */
export interface NodesRead {
  readonly outcome: ReadOutcome<PhoneNumberNode[]>;
  readonly readAt: number;
}

/** The list of a WABA's numbers: the one that a poll has just read, else read now and kept for polls. */
export async function readNodes(
  { db, graph, settings }: Pick<Dependencies, 'db' | 'graph' | 'settings'>,
  session: WabaSession,
  at: number,
): Promise<NodesRead> {
  const { waba, caller } = session;
  const keptAt = waba.nodes_read_at?.getTime() ?? -Infinity;
  if (waba.nodes !== null && at - keptAt < SHARED_WITHIN * settings.pace)
    return { outcome: { kind: 'known', value: waba.nodes, usage: NO_USAGE }, readAt: keptAt };
  const outcome = await graph.phoneNumbers(caller, waba.waba_id);
  if (outcome.kind === 'known') await keep(db, session, outcome.value, at);
  return { outcome, readAt: at };
}

const NO_USAGE = { percent: null, regainAccessMs: 0 } as const;

/** The last write of ours whose effect a read must be newer than, ms. */
export function lastWriteOf(
  { subscribe, override, code, pinReplace, rename }: Memory,
  newestAttemptAt: number | undefined,
): number {
  return Math.max(
    newestAttemptAt ?? -Infinity,
    ...[subscribe, override, pinReplace, rename].map((write) => write?.lastAt ?? -Infinity),
    code?.requestedAt ?? -Infinity,
    code?.verifiedAt ?? -Infinity,
  );
}

async function isAnotherDue(
  db: Database,
  { number }: NumberSession,
  before: number,
): Promise<boolean> {
  const other = await db
    .selectFrom('numbers')
    .select('id')
    .where('account_id', '=', number.account_id)
    .where('waba_id', '=', number.waba_id)
    .where('id', '!=', number.id)
    .where('released_at', 'is', null)
    .where('next_check_at', '<=', new Date(before))
    .executeTakeFirst();
  return other !== undefined;
}

const keep = async (
  db: Database,
  { waba }: WabaSession,
  nodes: readonly PhoneNumberNode[],
  at: number,
): Promise<void> => {
  await db
    .updateTable('wabas')
    .set({ nodes: JSON.stringify(nodes), nodes_read_at: new Date(at) })
    .where('account_id', '=', waba.account_id)
    .where('waba_id', '=', waba.waba_id)
    .where((where) =>
      where.or([where('nodes_read_at', 'is', null), where('nodes_read_at', '<=', new Date(at))]),
    )
    .execute();
};
