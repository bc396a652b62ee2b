import { deadlineOf } from './deadline.js';
import { instant } from './instant.js';
import type { Memory, NameDecision, Told, WebhookFault } from './memory.js';
import { rejectionReason, rejectionWords } from './name-rejection.js';
import type { Decision } from './sentence.js';
import { isCoexistence, seen, type Seen } from './situation.js';
import { webhookState } from './webhooks.js';
import type { World } from './world.js';

/** Something that this look found, beside the stage and the reason. Types of events: design/api.md §5. */
export interface News {
  readonly type:
    | 'number.webhooks_repaired'
    | 'number.deregistered'
    | 'number.name_decided'
    | 'number.coexistence_changed'
    | 'number.deadline_near'
    | 'number.superseded';
  /** A whole sentence for people. */
  readonly sentence: string;
  readonly facts: Readonly<Record<string, unknown>>;
}

/** What a turn was before it looked. */
export interface Before {
  readonly memory: Memory;
  readonly mode: 'standard' | 'coexistence';
  /** Meta's own event woke this turn: what that event says is told already. */
  readonly isToldByMeta: boolean;
}

/** What is new in this world, each thing once, and what is to be remembered as told. Pure. */
export function newsOf(
  world: World,
  decision: Decision,
  before: Before,
): { readonly news: readonly News[]; readonly told: Told } {
  const told = before.memory.told ?? {};
  const known = seen(world);
  if (known === null) return { news: [], told };
  const names = nameNews(known, told);
  const news = [
    ...repairNews(known, before),
    ...deregistrationNews(known, decision, told),
    ...names.news,
    ...coexistenceNews(known, decision, before),
    ...deadlineNews(known, told),
  ];
  return {
    news,
    told: {
      names: names.told,
      ...given('deregistered', deregisteredSince(known, decision) ?? told.deregistered),
      ...given('deadline', isDeadlineNear(known) ? deadlineOf(known)?.at : told.deadline),
      ...given('coexistence', coexistenceState(decision) ?? told.coexistence),
    },
  };
}

const given = <Key extends string, Value>(
  key: Key,
  value: Value | undefined,
): { [K in Key]?: Value } =>
  value === undefined ? {} : ({ [key]: value } as { [K in Key]: Value });

const FOUND: Record<WebhookFault['what'], string> = {
  subscription_gone: 'our app was no longer subscribed to the WhatsApp account',
  callback_gone: 'our callback was gone',
  callback_changed: 'our callback was replaced by another',
  messages_field_off: 'the Meta app was no longer subscribed to "messages"',
};

/** Told when it is seen to work again, not when Meta accepted it. */
function repairNews(world: Seen, { memory: { webhooksBroken: broken } }: Before): News[] {
  if (broken === undefined || webhookState(world).effective !== true) return [];
  const { subscribe, override } = world.memory;
  const done = [
    ...(subscribe?.outcome === 'accepted' && subscribe.lastAt >= broken.since
      ? ['subscribed']
      : []),
    ...(override?.outcome === 'accepted' && override.lastAt >= broken.since
      ? ['callback_set']
      : []),
  ];
  if (done.length === 0) return [];
  const found = broken.found.map(({ what, effective }) =>
    effective === null ? FOUND[what] : `${FOUND[what]} (${effective})`,
  );
  const did = done.map((what) =>
    what === 'subscribed' ? 'subscribed our app again' : 'set the callback again',
  );
  return [
    {
      type: 'number.webhooks_repaired',
      sentence: `We found that ${found.join(' and ')}; we ${did.join(' and ')}, and Meta shows that it works.`,
      facts: { found: broken.found, done, since: new Date(broken.since).toISOString() },
    },
  ];
}

const deregisteredSince = ({ memory }: Seen, { reason }: Decision): number | undefined =>
  reason === 'deregistered_elsewhere' ? (memory.lost?.since ?? 0) : undefined;

function deregistrationNews(world: Seen, decision: Decision, told: Told): News[] {
  const since = deregisteredSince(world, decision);
  if (since === undefined || since === told.deregistered) return [];
  const { registeredSeenAt } = world.memory;
  return [
    {
      type: 'number.deregistered',
      sentence:
        registeredSeenAt === undefined
          ? 'The number is no longer registered, and it was not us who deregistered it.'
          : `Somebody else deregistered the number after ${instant(registeredSeenAt)}.`,
      facts: {
        by: 'elsewhere',
        registered_seen_at:
          registeredSeenAt === undefined ? null : new Date(registeredSeenAt).toISOString(),
        reregister_policy: world.number.reregisterPolicy,
      },
    },
  ];
}

/** What Meta decides; a name that needs no review, or waits for one, is no decision. */
const DECISIONS: Readonly<Record<string, string>> = {
  APPROVED: 'APPROVED',
  DECLINED: 'DECLINED',
  REJECTED: 'DECLINED',
  EXPIRED: 'EXPIRED',
};
/** A rename goes away again when it is declined: the decisions about the names before it are old news. */
const NAMES_KEPT = 5;

/** A reason that comes later than the decision is told too. What the first look shows is where the number started, and no news. */
function nameNews({ node, memory }: Seen, told: Told): { news: News[]; told: NameDecision[] } {
  const name = node.newDisplayName ?? node.verifiedName;
  const decision = DECISIONS[node.newNameStatus ?? node.nameStatus ?? ''];
  const names = [...(told.names ?? [])];
  if (decision === undefined) {
    // In review again: whatever is decided then is news.
    return { news: [], told: names.filter((other) => other.name !== name) };
  }
  const reason = rejectionReason(node, memory);
  const isTold = names.some(
    (other) =>
      other.name === name &&
      other.decision === decision &&
      (other.reason === reason || reason === null),
  );
  if (isTold) return { news: [], told: names };
  const kept = names.filter((other) => other.name !== name).slice(1 - NAMES_KEPT);
  const next = [...kept, { name, decision, reason }];
  if (told.names === undefined) return { news: [], told: next };
  const facts = { decision, name, rejection_reason: reason };
  return {
    news: [{ type: 'number.name_decided', sentence: nameSentence(facts), facts }],
    told: next,
  };
}

function nameSentence({
  decision,
  name,
  rejection_reason: reason,
}: {
  decision: string;
  name: string | null;
  rejection_reason: string | null;
}): string {
  const what = name === null ? 'the display name' : `the display name "${name}"`;
  if (decision === 'APPROVED') return `Meta approved ${what}.`;
  if (decision === 'EXPIRED') return `The approval of ${what} expired.`;
  return `Meta declined ${what}: ${rejectionWords(reason) ?? 'it gives no reason'}.`;
}

const COEXISTENCE: Readonly<Record<string, string>> = {
  coexistence_live: 'live',
  coexistence_disconnected: 'disconnected',
  coexistence_unfinished: 'unfinished',
};
const coexistenceState = ({ reason }: Decision): string | undefined => COEXISTENCE[reason];

const COEXISTENCE_SENTENCES: Readonly<Record<string, string>> = {
  live: 'The number is live beside the WhatsApp Business app.',
  disconnected: 'The WhatsApp Business app is no longer connected to the Cloud API.',
  unfinished: 'The number lives in the WhatsApp Business app and is not linked yet.',
};

function coexistenceNews(
  world: Seen,
  decision: Decision,
  { memory: { told }, mode, isToldByMeta }: Before,
): News[] {
  const state = coexistenceState(decision);
  const isSwitched = told !== undefined && mode === 'standard' && isCoexistence(world);
  const isEdge =
    state !== undefined && told?.coexistence !== undefined && told.coexistence !== state;
  if (!isSwitched && !(isEdge && !isToldByMeta)) return [];
  return [
    {
      type: 'number.coexistence_changed',
      sentence: isSwitched
        ? 'The number lives in the WhatsApp Business app too: from now on we never register or deregister it.'
        : (COEXISTENCE_SENTENCES[state ?? ''] ?? ''),
      facts: {
        mode: 'coexistence',
        state: state ?? null,
        previous_state: told?.coexistence ?? null,
      },
    },
  ];
}

function isDeadlineNear(world: World): boolean {
  const deadline = deadlineOf(world);
  return deadline !== null && world.at >= deadline.warnAt && world.at < deadline.at;
}

function deadlineNews(world: Seen, told: Told): News[] {
  const deadline = deadlineOf(world);
  if (deadline === null || !isDeadlineNear(world) || told.deadline === deadline.at) return [];
  const { after, at } = deadline;
  return [
    {
      type: 'number.deadline_near',
      sentence:
        after === 'signup'
          ? `Meta wants this number registered by ${instant(at)}, 14 days after its signup; then the signup must be repeated.`
          : `The approved display name must be confirmed by a registration by ${instant(at)}; then it must be submitted again.`,
      facts: { after, deadline_at: new Date(at).toISOString() },
    },
  ];
}
