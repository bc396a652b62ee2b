import type { App } from '../state/app.js';
import type { PhoneNumber } from '../state/phone-number.js';
import type { Waba } from '../state/waba.js';
import type { World } from '../state/world.js';

/** `always` is the control side's order: the WABA's own app hears of it even when it has not subscribed. */
export type Audience = 'if_subscribed' | 'always';

/** An app and the URL where it hears of something. */
export interface Listener {
  readonly app: App;
  readonly url: string;
}

/** Account fields always go to the app's default callback, whatever is overridden. Source: facts/meta.md §1.11. */
export function accountListeners(
  world: World,
  waba: Waba,
  field: string,
  audience: Audience,
): Listener[] {
  const subscribed = [...waba.subscriptions.keys()].map((id) => world.ensureApp(id));
  if (audience === 'always') {
    const apps = subscribed.length > 0 ? subscribed : [world.ensureApp(waba.app_id)];
    return apps.flatMap((app) => listenerAt(app, app.callback_url));
  }
  return subscribed
    .filter((app) => app.fields.includes(field))
    .flatMap((app) => listenerAt(app, app.callback_url));
}

/** `messages` and its kin: phone override, else WABA override, else the app's callback. Source: facts/meta.md §1.11. */
export function messageListeners(world: World, waba: Waba, number: PhoneNumber): Listener[] {
  return [...waba.subscriptions.values()].flatMap((subscription) => {
    const app = world.ensureApp(subscription.app_id);
    if (!app.fields.includes('messages')) return [];
    return listenerAt(app, number.override?.url ?? subscription.override?.url ?? app.callback_url);
  });
}

function listenerAt(app: App, url: string | undefined): Listener[] {
  return url === undefined ? [] : [{ app, url }];
}
