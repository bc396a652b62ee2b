import { wipePhoneOverrides } from '../rules/overrides.js';
import type { Subscription, Waba } from '../state/waba.js';
import type { World } from '../state/world.js';
import type { Answer, WabaCall } from './call.js';
import { SUCCESS, textParameter } from './call.js';
import { assertMayOverride, verifyCallback } from './callback.js';
import { refusal } from './refusal.js';

/** `GET /{waba_id}/subscribed_apps`. Source: facts/meta.md §1.10. */
export function listSubscribedApps({ world, waba, now }: WabaCall): Answer {
  const data = [...waba.subscriptions.values()].flatMap((subscription) => {
    const override = shownOverride(subscription, now);
    if (override === 'absent') return [];
    const { id, name } = world.ensureApp(subscription.app_id);
    return [
      {
        whatsapp_business_api_data: {
          id,
          name,
          link: `https://www.facebook.com/games/?app_id=${id}`,
        },
        ...(override !== undefined && { override_callback_uri: override }),
      },
    ];
  });
  return { body: { data } };
}

/**
 * `POST /{waba_id}/subscribed_apps`: with an override the URL is verified first; without, this app's override is removed,
 * and those of the phones where the switch says so. Source: facts/meta.md §1.10, §0.4.9.
 */
export async function subscribeApp(call: WabaCall): Promise<Answer> {
  const { world, waba, token, parameters } = call;
  const behaviours = world.numbersOf(waba).map(({ behaviour }) => behaviour);
  if (behaviours.some((behaviour) => behaviour.subscribe_refused))
    throw refusal('subscribe_refused');

  const url = textParameter(parameters, 'override_callback_uri');
  if (url === undefined || url === '') {
    putSubscription(world, waba, token.app_id, undefined);
    wipePhoneOverrides(world, waba);
    return SUCCESS;
  }
  assertMayOverride(world.ensureApp(token.app_id), waba);
  const verifyToken = textParameter(parameters, 'verify_token') ?? '';
  const isRefused = behaviours.some((behaviour) => behaviour.callbacks_refused);
  await verifyCallback({ url, verifyToken, isRefused });
  putSubscription(world, waba, token.app_id, { url, verify_token: verifyToken });
  return SUCCESS;
}

/** `DELETE /{waba_id}/subscribed_apps`: this app hears nothing of the WABA any more. Source: facts/meta.md §1.10. */
export function unsubscribeApp({ waba, token }: WabaCall): Answer {
  waba.subscriptions.delete(token.app_id);
  return SUCCESS;
}

function putSubscription(
  world: World,
  waba: Waba,
  appId: string,
  override: Subscription['override'],
): void {
  const known = waba.subscriptions.get(appId);
  const lagMs = Math.max(0, ...world.numbersOf(waba).map(({ behaviour }) => behaviour.read_lag_ms));
  const previously = known === undefined ? 'absent' : (known.override ?? 'no_override');
  waba.subscriptions.set(appId, {
    app_id: appId,
    override,
    lag: lagMs === 0 ? undefined : { until: world.clock.now() + lagMs, previously },
  });
}

/** The override's URL as reads show it at `now`; 'absent' while the subscription itself is not shown yet. */
function shownOverride({ lag, override }: Subscription, now: number): string | undefined {
  if (lag === undefined || now >= lag.until) return override?.url;
  if (lag.previously === 'absent') return 'absent';
  return lag.previously === 'no_override' ? undefined : lag.previously.url;
}
