import { toRefusal } from '../graph/refusal.js';
import type { Graph } from '../graph/graph.js';
import type { ReadOutcome } from '../graph/outcome.js';
import { normaliseNode } from '../onboarding/normalise.js';
import type { AppWebhooks, Read } from '../onboarding/observation.js';
import type { PreflightReadings } from '../onboarding/preflight/readings.js';

/** What is asked about, with which token. */
export interface PreflightLook {
  readonly accessToken: string;
  readonly phoneNumberId: string;
  readonly wabaId: string;
}

/** All that Meta can tell; what could not be read says so. */
export type MetaReadings = Omit<PreflightReadings, 'callback'>;

/** All reads together end after this, ms: somebody waits for the answer. */
const WITHIN_MS = 10_000;

/**
 * Reads everything a preflight judges, at the same time and within ten seconds: reads only, so it spends no attempt and changes nothing. The
 * token is kept nowhere. Never throws for what Meta does.
 */
export const makePreflightLook =
  (
    graph: Graph,
    { appId, appToken }: { readonly appId: string | null; readonly appToken: string | null },
  ) =>
  async ({ accessToken, phoneNumberId, wabaId }: PreflightLook): Promise<MetaReadings> => {
    const at = Date.now();
    const signal = AbortSignal.timeout(WITHIN_MS);
    const caller = { accessToken, signal };
    const asApp = appToken === null ? null : { accessToken: appToken, signal };

    const inspect = async () => {
      const outcome = await graph.debugToken(asApp ?? caller, accessToken);
      // The app may not be the token's: the token speaks for itself then.
      return outcome.kind === 'refused' && asApp !== null
        ? graph.debugToken(caller, accessToken)
        : outcome;
    };
    const [token, waba, listed, node, subscribedApps, appWebhooks] = await Promise.all([
      inspect(),
      graph.waba(caller, wabaId),
      graph.phoneNumbers(caller, wabaId),
      graph.phoneNumber(caller, phoneNumberId),
      graph.subscribedApps(caller, wabaId),
      asApp === null || appId === null ? null : graph.appSubscriptions(asApp, appId),
    ]);
    return {
      token: toRead(token, at, (facts) => facts),
      waba: toRead(waba, at, (facts) => facts),
      listed: toRead(listed, at, (numbers) => numbers.map(({ id }) => id)),
      node: toRead(node, at, (value) => normaliseNode(value, graph.droppedFields())),
      subscribedApps: toRead(subscribedApps, at, (apps) => apps),
      appWebhooks:
        appWebhooks === null
          ? null
          : toRead(appWebhooks, at, (subscriptions): AppWebhooks => {
              const ours = subscriptions.find(
                ({ object }) => object === 'whatsapp_business_account',
              );
              const names = (ours?.fields ?? []).map((field) =>
                typeof field === 'string' ? field : field.name,
              );
              return {
                callbackUrl: ours?.callback_url ?? null,
                messagesField: names.includes('messages'),
              };
            }),
    };
  };

function toRead<A, B>(outcome: ReadOutcome<A>, readAt: number, map: (value: A) => B): Read<B> {
  switch (outcome.kind) {
    case 'known':
      return { kind: 'known', value: map(outcome.value), readAt };
    case 'refused':
      return { kind: 'refused', refusal: toRefusal(outcome.error), readAt };
    case 'unreadable':
      return { kind: 'unreadable', cause: outcome.failure.cause, readAt };
  }
}
