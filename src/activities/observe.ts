import type { Graph } from '../graph/graph.js';
import type { ReadOutcome } from '../graph/outcome.js';
import { HOUR } from '../onboarding/duration.js';
import type { Memory } from '../onboarding/memory.js';
import { normaliseNode, type PhoneNode } from '../onboarding/normalise.js';
import type {
  AppWebhooks,
  Observation,
  Read,
  Refusal,
  Subscription,
  WabaFacts,
} from '../onboarding/observation.js';
import type { Database } from '../store/database.js';
import { checkToken } from './check-token.js';
import { recordWabaFacts } from '../store/record-waba-facts.js';
import type { Dependencies } from './dependencies.js';
import type { NumberSession, WabaSession } from './number-session.js';
import { readNode, type NodesRead } from './read-node.js';
import { toRefusal } from '../graph/refusal.js';

/** Subscriptions, app fields and token facts are read again after this; the node at every turn. */
const REREAD_AFTER = HOUR;

/** What kind of look a turn takes. */
export interface Look {
  readonly at: number;
  /** A person asked: everything is read again. */
  readonly fresh: boolean;
  /** Only the timer asked: a read may be shared. */
  readonly isPoll: boolean;
  /** Nobody asked: with a token that Meta refuses nothing is called. */
  readonly isQuiet: boolean;
  readonly hasRefusal: boolean;
  /** Reads must be newer than this, ms. */
  readonly lastWriteAt: number;
}

/**
 * The reads of a turn, outside any transaction. A read that fails is a value, never an exception. What belongs to the WABA is stored with
 * it, so that its numbers share it.
 */
export async function observe(
  deps: Pick<Dependencies, 'db' | 'vault' | 'graph' | 'settings' | 'jitter'>,
  session: NumberSession,
  { at, fresh, isPoll, isQuiet, hasRefusal, lastWriteAt }: Look,
): Promise<Observation> {
  const { db, graph, settings } = deps;
  const { number, waba, token } = session;
  // The token watch asks for all its numbers whether Meta takes it again.
  if (isQuiet && token.refused !== null) return asRefused(session, token.refused.refusal, at);
  const { outcome, readAt } = await readNode({ db, graph, settings }, session, {
    at,
    isPoll,
    lastWriteAt,
  });
  const node = toRead(outcome, readAt, (value): PhoneNode =>
    normaliseNode(value, graph.droppedFields()),
  );
  const readable = node.kind === 'known';
  const isStale = (readAt: Date | null): boolean =>
    fresh || readAt === null || at - readAt.getTime() >= REREAD_AFTER * settings.pace;

  const subscriptionIsDue =
    readable &&
    (isStale(waba.subscription_read_at) ||
      waba.subscription?.subscribed !== true ||
      writtenSince(number.memory, waba.subscription_read_at));
  const subscription = subscriptionIsDue
    ? await readSubscription(db, graph, session, settings.appId, at)
    : stored(waba.subscription, waba.subscription_read_at);

  const appIsDue =
    readable &&
    isStale(waba.app_webhooks_read_at) &&
    settings.appToken !== null &&
    settings.appId !== null;
  const appWebhooks = appIsDue
    ? await readAppWebhooks(
        db,
        graph,
        session,
        { id: settings.appId, token: settings.appToken },
        at,
      )
    : stored(waba.app_webhooks, waba.app_webhooks_read_at);

  // A refused token with which a call has just succeeded may be well again.
  const tokenIsDue = isStale(token.checked_at) || (readable && token.refused !== null);
  const tokenFacts = tokenIsDue
    ? await checkToken(deps, session.caller)
    : stored(token.facts, token.checked_at);

  // Meta counts the number to another account: the list of ours proves it.
  const isDoubted = node.kind === 'known' && (node.value.wabaId ?? waba.waba_id) !== waba.waba_id;
  const mustList =
    isDoubted && ((waba.facts?.listedNumbers ?? null) === null || isStale(waba.facts_read_at));
  const wabaIsDue =
    (!readable && node.kind === 'refused') ||
    hasRefusal ||
    waba.facts_read_at === null ||
    fresh ||
    mustList;
  const wabaFacts =
    wabaIsDue && (readable || node.kind === 'refused')
      ? await readWaba(db, graph, session, node.kind === 'refused' || isDoubted, at)
      : stored(waba.facts, waba.facts_read_at);

  return { node, subscription, appWebhooks, token: tokenFacts, waba: wabaFacts };
}

/** What Meta answered to the last call with this token, as if asked again; the rest as it was last seen. */
const asRefused = ({ waba, token }: NumberSession, refusal: Refusal, at: number): Observation => ({
  node: { kind: 'refused', refusal, readAt: at },
  subscription: stored(waba.subscription, waba.subscription_read_at),
  appWebhooks: stored(waba.app_webhooks, waba.app_webhooks_read_at),
  token: stored(token.facts, token.checked_at),
  waba: stored(waba.facts, waba.facts_read_at),
});

/** What belongs to a WABA, and its numbers share. */
export type WabaObservation = Omit<Observation, 'node'>;

/** The reads of a look at a WABA beside the list of its numbers: settings as often as it comes, the WABA's own facts when they are older than `factsEvery` (ms, before pace). */
export async function observeWaba(
  { db, graph, settings }: Pick<Dependencies, 'db' | 'graph' | 'settings'>,
  session: WabaSession,
  {
    at,
    nodes: { outcome },
    factsEvery,
  }: { readonly at: number; readonly nodes: NodesRead; readonly factsEvery: number },
): Promise<WabaObservation> {
  const { waba, token } = session;
  const { appId, appToken, pace } = settings;
  const readable = outcome.kind === 'known';
  const isDue = (last: Date | null, every: number): boolean =>
    readable && (last === null || at - last.getTime() >= every * pace);
  return {
    subscription: readable
      ? await readSubscription(db, graph, session, appId, at)
      : stored(waba.subscription, waba.subscription_read_at),
    appWebhooks:
      isDue(waba.app_webhooks_read_at, REREAD_AFTER) && appToken !== null && appId !== null
        ? await readAppWebhooks(db, graph, session, { id: appId, token: appToken }, at)
        : stored(waba.app_webhooks, waba.app_webhooks_read_at),
    token: stored(token.facts, token.checked_at),
    waba: isDue(waba.facts_read_at, factsEvery)
      ? await readWaba(db, graph, session, false, at)
      : stored(waba.facts, waba.facts_read_at),
  };
}

/** A Graph answer as the core sees it. */
export function toRead<A, B>(outcome: ReadOutcome<A>, at: number, map: (value: A) => B): Read<B> {
  switch (outcome.kind) {
    case 'known':
      return { kind: 'known', value: map(outcome.value), readAt: at };
    case 'refused':
      return { kind: 'refused', refusal: toRefusal(outcome.error), readAt: at };
    case 'unreadable':
      return { kind: 'unreadable', cause: outcome.failure.cause, readAt: at };
  }
}

const stored = <T>(value: T | null, readAt: Date | null): Read<T> | null =>
  value === null || readAt === null ? null : { kind: 'known', value, readAt: readAt.getTime() };

/** Our own write makes an older read worthless. */
const writtenSince = ({ subscribe }: Memory, readAt: Date | null): boolean =>
  subscribe !== undefined && (readAt === null || subscribe.lastAt >= readAt.getTime());

async function readSubscription(
  db: Database,
  graph: Graph,
  { caller, waba }: WabaSession,
  appId: string | null,
  at: number,
): Promise<Read<Subscription>> {
  const read = toRead(
    await graph.subscribedApps(caller, waba.waba_id),
    at,
    (apps): Subscription => {
      // Without a configured app id the only app that this token speaks for is the one that is listed.
      const ours = apps.find(
        ({ whatsapp_business_api_data: { id } }) => appId === null || id === appId,
      );
      return { subscribed: ours !== undefined, wabaOverride: ours?.override_callback_uri ?? null };
    },
  );
  if (read.kind === 'known') {
    await keepRead(db, waba, 'subscription', read.value, at);
  }
  return read;
}

async function readAppWebhooks(
  db: Database,
  graph: Graph,
  { caller, waba }: WabaSession,
  app: { id: string | null; token: string | null },
  at: number,
): Promise<Read<AppWebhooks>> {
  const outcome = await graph.appSubscriptions(
    { ...caller, accessToken: app.token ?? '' },
    app.id ?? '',
  );
  const read = toRead(outcome, at, (subscriptions): AppWebhooks => {
    const ours = subscriptions.find(({ object }) => object === 'whatsapp_business_account');
    const fields = (ours?.fields ?? []).map((field) =>
      typeof field === 'string' ? field : field.name,
    );
    return { callbackUrl: ours?.callback_url ?? null, messagesField: fields.includes('messages') };
  });
  if (read.kind === 'known') {
    await keepRead(db, waba, 'app_webhooks', read.value, at);
  }
  return read;
}

async function readWaba(
  db: Database,
  graph: Graph,
  { caller, waba }: WabaSession,
  withNumbers: boolean,
  at: number,
): Promise<Read<WabaFacts>> {
  const outcome = await graph.waba(caller, waba.waba_id);
  // Only a refused node, or one of another account, makes the complete list worth its calls: it tells "deleted" from "never shared with us".
  const listed =
    outcome.kind === 'known' && withNumbers ? await graph.phoneNumbers(caller, waba.waba_id) : null;
  const read = toRead(outcome, at, (node): WabaFacts => ({
    name: node.name ?? null,
    portfolioId: node.owner_business_info?.id ?? null,
    portfolioName: node.owner_business_info?.name ?? null,
    reviewStatus: node.account_review_status ?? null,
    verificationStatus: node.business_verification_status ?? null,
    ownershipType: node.ownership_type ?? null,
    fundingId: node.primary_funding_id ?? null,
    messagingLimit: node.whatsapp_business_manager_messaging_limit ?? null,
    canSend: node.health_status?.can_send_message ?? null,
    listedNumbers: listed?.kind === 'known' ? listed.value.map(({ id }) => id) : null,
  }));
  if (read.kind === 'known') await recordWabaFacts(db, waba, { facts: read.value, readAt: at });
  return read;
}

/**
 * Stored with the WABA, so that its numbers share it; a look that is older than the stored one changes nothing, nor one from before an event
 * that made the stored one worthless.
 */
const keepRead = async (
  db: Database,
  waba: WabaSession['waba'],
  column: 'subscription' | 'app_webhooks',
  value: Subscription | AppWebhooks,
  at: number,
): Promise<void> => {
  const readAt = `${column}_read_at` as const;
  await db
    .updateTable('wabas')
    .set({ [column]: JSON.stringify(value), [readAt]: new Date(at) })
    .where('account_id', '=', waba.account_id)
    .where('waba_id', '=', waba.waba_id)
    .where((where) => {
      const newest =
        column === 'subscription' ? where.fn.coalesce(readAt, 'nodes_read_at') : where.ref(readAt);
      return where.or([where(newest, 'is', null), where(newest, '<=', new Date(at))]);
    })
    .execute();
};
