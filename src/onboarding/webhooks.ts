import { DAY, HOUR, MINUTE } from './duration.js';
import { READ_LAG } from './gate.js';
import type { WebhookFault, WriteMemory } from './memory.js';
import type { Seen } from './situation.js';

/** More accepted repairs than this within 24 h mean that another system undoes them. */
const REPAIR_LIMIT = 3;
const BACKOFF = [MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR];

/** Whether the number's messages reach the URL its owner wants. Null = could not be read. Source: facts/meta.md §1.10, §1.11. */
export interface WebhookState {
  readonly subscribed: boolean | null;
  readonly callback: {
    readonly wanted: string | null;
    readonly effective: string | null;
    readonly level: 'phone_number' | 'waba' | 'application' | null;
    readonly ok: boolean | null;
  };
  readonly messagesField: boolean | null;
  readonly effective: boolean | null;
}

/** What is known to be wrong with settings that worked before; empty where nothing is. */
export function webhookFaults(world: Seen): WebhookFault[] {
  const { subscribed, callback, messagesField } = webhookState(world);
  const faults: WebhookFault[] = [];
  if (subscribed === false) faults.push({ what: 'subscription_gone', effective: null });
  if (callback.ok === false) {
    const isChanged = callback.level === 'phone_number' || callback.level === 'waba';
    const what = isChanged ? 'callback_changed' : 'callback_gone';
    faults.push({ what, effective: callback.effective });
  }
  if (messagesField === false) faults.push({ what: 'messages_field_off', effective: null });
  return faults;
}

/** URLs are compared as Meta may give them back: host in any case, encoded `+`, with or without a final slash. */
export function sameUrl(one: string | null, other: string | null): boolean {
  if (one === null || other === null) return one === other;
  return normaliseUrl(one) === normaliseUrl(other);
}

function normaliseUrl(url: string): string {
  try {
    const { origin, pathname, search } = new URL(url);
    return `${origin}${decodeURIComponent(pathname).replace(/\/+$/, '')}${search}`;
  } catch {
    return url;
  }
}

/** The webhook state that this observation shows. */
export function webhookState(world: Seen): WebhookState {
  const { node, number, observation } = world;
  const subscription =
    observation.subscription?.kind === 'known' ? observation.subscription.value : null;
  const app = observation.appWebhooks?.kind === 'known' ? observation.appWebhooks.value : null;
  const { waba, application, read } = node.callbacks;

  const phoneNumber = read ? node.callbacks.phoneNumber : setByUs(world);
  const wabaOverride = waba ?? subscription?.wabaOverride ?? null;
  const appUrl = application ?? app?.callbackUrl ?? null;
  const effective = phoneNumber ?? wabaOverride ?? appUrl;
  const level =
    phoneNumber !== null
      ? 'phone_number'
      : wabaOverride !== null
        ? 'waba'
        : appUrl !== null
          ? 'application'
          : null;

  const wanted = number.wantedCallback;
  const reachesUs =
    wanted === null || sameUrl(effective, wanted) || reachesUsAnyway(world, effective);
  const ok = reachesUs || read ? reachesUs : null;
  const subscribed = subscription?.subscribed ?? null;
  const messagesField = app?.messagesField ?? null;
  return {
    subscribed,
    callback: { wanted, effective, level, ok },
    messagesField,
    effective: all([subscribed, ok, messagesField ?? true]),
  };
}

/** Where Meta no longer shows callbacks at all: the URL of ours that it accepted last, which it does only after it has called it. */
const setByUs = ({ memory: { override } }: Seen): string | null =>
  override?.outcome === 'accepted' ? (override.callbackUrl ?? null) : null;

/** A refused override is only a warning where the app-level callback reaches us already. */
function reachesUsAnyway({ number, memory }: Seen, effective: string | null): boolean {
  return memory.override?.outcome === 'refused' && sameUrl(effective, number.ourAppCallback);
}

/** Not met as soon as one part is known to be; unknown while none is and one could not be read. */
function all(parts: readonly (boolean | null)[]): boolean | null {
  if (parts.includes(false)) return false;
  return parts.includes(null) ? null : true;
}

/** May this write be tried (again)? An accepted one first gets the time in which reads may lag. */
export function mayRepair(world: Seen, write: WriteMemory | undefined): boolean {
  if (write === undefined) return true;
  // A person who asks for it is not held up by a backoff.
  if (
    world.intents.some(
      (intent) => intent.kind === 'repair_webhooks' && intent.createdAt > write.lastAt,
    )
  )
    return true;
  return !isContested(world, write) && world.at >= repairDueAt(world, write);
}

/** When the backoff of a write ends. */
export function repairDueAt({ pace }: Pick<Seen, 'pace'>, write: WriteMemory): number {
  if (write.outcome === 'accepted') return write.lastAt + READ_LAG;
  const wait = BACKOFF[Math.min(write.failures, BACKOFF.length) - 1] ?? 0;
  return write.lastAt + wait * pace;
}

/** Someone undoes our webhook settings: repairing goes on for ever and helps nobody. */
export function isContested(world: Seen, write: WriteMemory | undefined): boolean {
  return repairsToday(world, write) > REPAIR_LIMIT;
}

export const repairsToday = ({ at }: Seen, write: WriteMemory | undefined): number =>
  write?.accepted.filter((instant) => instant > at - DAY).length ?? 0;
