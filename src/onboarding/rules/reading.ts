import type { FailureClass } from '../../graph/failure-class.js';
import { DAY } from '../duration.js';
import { AUTOMATIC_LIMIT, budget, READ_LAG } from '../gate.js';
import { instant } from '../instant.js';
import type { ReleaseResult, ReleaseStep } from '../memory.js';
import type { PhoneNode } from '../normalise.js';
import type { Read, Refusal } from '../observation.js';
import { act, end, seenRule, wait, type Answer, type Rule, type Slots } from '../rule.js';
import { missingScope } from '../scopes.js';
import { tokenCause } from '../token-cause.js';
import { isConnected, isRegistered, mayBeCoexistence, seen, type Seen } from '../situation.js';
import { sameUrl } from '../webhooks.js';
import type { World } from '../world.js';

/** Failures that pass: Meta could not answer, which says nothing about the number. */
const PASSING: readonly FailureClass[] = ['transient', 'maintenance'];
/** Rows 1–9 of the decision table: what must be clear before the number's own state counts. */
export const readingRules: readonly Rule[] = [
  { name: '1', when: ({ number }) => number.desired === 'released', then: release },
  {
    name: '2',
    when: ({ number }) => number.paused !== null,
    then: ({ number: { paused } }) =>
      wait('paused', 'daily', {
        slots: paused === null ? {} : { actor: paused.actor, date: instant(paused.at) },
      }),
  },
  {
    name: '3',
    when: (world) => refusedClass(world) === 'token',
    then: (world) =>
      wait('token_invalid', 'person', { slots: { cause: causeOf(refusalOf(world)) } }),
  },
  {
    name: '4',
    when: ({ observation: { token }, ourAppId }) =>
      token?.kind === 'known' &&
      token.value.appId !== null &&
      ourAppId !== null &&
      token.value.appId !== ourAppId,
    then: ({ observation: { token }, ourAppId }) =>
      wait('token_of_other_app', 'person', {
        slots: {
          ...(token?.kind === 'known'
            ? { app: token.value.appName ?? token.value.appId ?? '' }
            : {}),
          our_app: ourAppId ?? '',
        },
      }),
  },
  {
    // 100/33 for a day while the WABA's complete list lacks the number: it is not coming back. Source: facts/meta.md §1.1.
    name: '5',
    when: (world) => isRefusedForGood(world) || isWabaInvisible(world),
    then: (world) => (isRefusedForGood(world) ? refusedRead(world) : invisibleWaba(world)),
  },
  {
    name: '6',
    when: ({ observation: { node } }) => node.kind !== 'known',
    then: unreadable,
  },
  seenRule({
    name: '7',
    when: ({ node }) => node.status === 'DELETED' || node.status === 'MIGRATED',
    then: ({ node }) =>
      end('gone', 'number_gone', {
        deleted_or_moved: node.status === 'MIGRATED' ? 'moved to another account' : 'deleted',
      }),
  }),
  seenRule({
    name: '8',
    when: ({ node }) => node.status === 'BANNED',
    then: () => wait('number_banned', 'daily'),
  }),
  seenRule({
    name: '9',
    when: (world) =>
      world.memory.withdrawnAt !== undefined &&
      world.memory.withdrawnAt > (Date.parse(world.node.lastOnboardedAt ?? '') || 0) &&
      isConnected(world.node) !== true &&
      // The Business app's own disconnection is told by its rows.
      !mayBeCoexistence(world),
    then: accessWithdrawn,
  }),
];

function accessWithdrawn({ memory }: World): Answer {
  return wait('access_withdrawn', 'person', {
    slots: {
      date: instant(memory.withdrawnAt ?? 0),
      cause: memory.disconnection?.cause ?? '',
    },
  });
}

const refusalOf = ({ observation: { node } }: World): Refusal | null =>
  node.kind === 'refused' ? node.refusal : null;
const refusedClass = (world: World): FailureClass | null => refusalOf(world)?.class ?? null;

const causeOf = (refusal: Refusal | null): string => (refusal === null ? '' : tokenCause(refusal));

function isRefusedForGood(world: World): boolean {
  const refused = refusedClass(world);
  return refused !== null && refused !== 'throttled' && !PASSING.includes(refused);
}

/** What a wrong id is answered with: nothing to be seen there, or a node of another kind. Source: facts/meta.md §1.1. */
const INVISIBLE: readonly FailureClass[] = ['not_visible', 'unknown_field'];

/** The number is readable, but not in the WhatsApp account that it was added with: an id was mistaken, and its messages could never be had. */
function isWabaInvisible(world: World): boolean {
  const { node, subscription } = world.observation;
  if (node.kind !== 'known') return false;
  // Those have rows of their own, whatever becomes of the account.
  const isTold =
    ['DELETED', 'MIGRATED', 'BANNED'].includes(node.value.status ?? '') ||
    world.memory.withdrawnAt !== undefined;
  const isInvisible =
    subscription?.kind === 'refused' && INVISIBLE.includes(subscription.refusal.class);
  return !isTold && (isInvisible || isOfOtherAccount(world, node.value));
}

/** Meta counts it to another account, and the complete list of ours lacks it. */
function isOfOtherAccount(
  { number, observation: { waba } }: World,
  { wabaId }: PhoneNode,
): boolean {
  const listed = waba?.kind === 'known' ? waba.value.listedNumbers : null;
  return (
    wabaId !== undefined &&
    wabaId !== number.wabaId &&
    listed !== null &&
    !listed.includes(number.phoneNumberId)
  );
}

const invisibleWaba = ({ number: { phoneNumberId, wabaId } }: World): Answer =>
  wait('number_not_visible', 'person', {
    slots: { id: `${phoneNumberId} in the WhatsApp account ${wabaId}` },
  });

function refusedRead(world: World): Answer {
  const refusal = refusalOf(world);
  const slots: Slots = {
    code:
      refusal === null
        ? ''
        : [refusal.code, refusal.subcode].filter((part) => part !== null).join('/'),
    meta_message: refusal?.message ?? '',
    id: world.number.phoneNumberId,
  };
  const isInvisible = refusal?.class === 'not_visible' || refusal?.class === 'permission';
  // Meta told that our access was withdrawn, and it still cannot be used.
  if (isInvisible && world.memory.withdrawnAt !== undefined && !isGone(world))
    return accessWithdrawn(world);
  if (refusal?.class === 'permission') {
    return wait('permission_missing', 'person', { slots: missingScope(world, refusal) });
  }
  if (refusal === null || !INVISIBLE.includes(refusal.class))
    return wait('read_refused_unknown', 'person', { slots });
  return isGone(world)
    ? end('gone', 'number_gone', { deleted_or_moved: 'deleted or moved' })
    : wait('number_not_visible', 'person', { slots });
}

/** Invisible for 24 h while its WABA is readable and its complete list lacks it. */
function isGone({ at, memory, number, observation: { waba } }: World): boolean {
  const listed = waba?.kind === 'known' ? waba.value.listedNumbers : null;
  return (
    memory.notVisible !== undefined &&
    at - memory.notVisible.since >= DAY &&
    listed !== null &&
    !listed.includes(number.phoneNumberId)
  );
}

function unreadable(world: World): Answer {
  const { observation, memory, at } = world;
  const refusal = refusalOf(world);
  if (refusal?.class === 'throttled') {
    const stated = refusal.retryAfterMs ?? 0;
    if (stated <= 0) return wait('throttled', 'unreadable');
    // Meta named the time: asking before it only lengthens the pause.
    const until = at + stated;
    return wait('throttled', 'daily', { until, slots: { until: instant(until) } });
  }
  return wait('meta_unreachable', 'unreadable', {
    slots: { since: instant(memory.unreadable?.since ?? observation.node.readAt) },
  });
}

/** Takes down what is ours, one thing a turn, then ends and says what was left undone; a refusal is noted and never holds the release up. */
function release(world: World): Answer {
  const { number, memory } = world;
  const done = memory.release ?? {};
  const node: Read<unknown> = world.observation.node;
  if (node.kind !== 'known' && !isRefusedForGood(world)) return unreadable(world);
  const known = seen(world);
  if (known === null) return released(world, null);

  if (hasOurOverride(known) && done.clearOverride === undefined) {
    return (
      afterLostAnswer(world, 'clearOverride') ?? act({ kind: 'clearOverride' }, 'clearOverride')
    );
  }
  if (mustDeregister(known) && done.deregister === undefined) {
    const answer = deregister(known);
    if (answer !== null) return answer;
  }
  const mayUnsubscribe =
    number.release?.unsubscribe === true &&
    done.unsubscribe === undefined &&
    !number.wabaStillNeeded;
  return mayUnsubscribe
    ? (afterLostAnswer(world, 'unsubscribe') ?? act({ kind: 'unsubscribe' }, 'unsubscribe'))
    : released(world, known);
}

const hasOurOverride = ({ number, node }: Seen): boolean =>
  number.wantedCallback !== null && sameUrl(node.callbacks.phoneNumber, number.wantedCallback);

const mustDeregister = (world: Seen): boolean =>
  world.number.release?.deregister === true &&
  isRegistered(world.node) === true &&
  !mayBeCoexistence(world);

/** Null while its window is closed: that takes days, and a release does not wait for it. */
function deregister({ ledger, at }: Seen): Answer | null {
  const window = budget(ledger.deregisters, at, AUTOMATIC_LIMIT);
  const opensAt = Math.max(window.nextSlotAt ?? 0, ledger.deregisterBlockedUntil ?? 0);
  const newest = ledger.deregisters[0];
  if (newest !== undefined && newest.outcome !== 'refused' && at < newest.startedAt + READ_LAG) {
    return lookAgain('deregister', newest.startedAt + READ_LAG);
  }
  return at < opensAt
    ? null
    : act({ kind: 'deregister', expectedAttempts: ledger.deregisters.length }, 'deregister');
}

/** What a lost answer did shows only once reads have caught up. */
function afterLostAnswer({ memory, at }: World, step: ReleaseStep): Answer | null {
  const lost = memory.release?.lost;
  return lost?.step === step && at < lost.at + READ_LAG
    ? lookAgain(step, lost.at + READ_LAG)
    : null;
}

const lookAgain = (step: ReleaseStep, until: number): Answer => ({
  ...wait('in_progress', 'activating', { until, slots: { step } }),
  keepStage: true,
});

/** The end, with each thing that was asked for and is not undone at Meta. `known` is null where Meta does not show the number. */
function released(world: World, known: Seen | null): Answer {
  const { number } = world;
  return end('released', 'released', {
    actor: number.release?.actor ?? '',
    date: number.release === null ? '' : instant(number.release.at),
    not_undone: notUndone(world, known).join(', '),
  });
}

function notUndone(world: World, known: Seen | null): string[] {
  const { number, memory } = world;
  const done = memory.release ?? {};
  const left = (what: string, result: ReleaseResult | undefined, otherwise: string): string[] =>
    result === 'done' ? [] : [`${what} (${result === undefined ? otherwise : WHY[result]})`];
  const unseen = unseenBecause(world);
  const overrideStays = known === null ? number.wantedCallback !== null : hasOurOverride(known);
  const staysRegistered = known === null || isRegistered(known.node) !== false;
  return [
    ...(overrideStays ? left('our callback', done.clearOverride, unseen) : []),
    ...(number.release?.deregister === true && staysRegistered
      ? left('deregistration', done.deregister, known === null ? unseen : stillRegistered(known))
      : []),
    ...(number.release?.unsubscribe === true
      ? number.wabaStillNeeded
        ? ['unsubscription (another number needs it)']
        : left('unsubscription', done.unsubscribe, unseen)
      : []),
  ];
}

const WHY: Record<Exclude<ReleaseResult, 'done'>, string> = {
  refused: 'Meta refused it',
  lost: "Meta's answers were lost",
};

function unseenBecause(world: World): string {
  const refused = refusedClass(world);
  if (refused === 'token') return 'Meta refuses the token';
  if (refused === 'not_visible') return 'Meta does not show the number';
  return 'Meta refuses to show the number';
}

function stillRegistered(known: Seen): string {
  if (mayBeCoexistence(known)) return 'never done in coexistence';
  return isRegistered(known.node) === null
    ? 'Meta does not say whether it is registered'
    : 'the attempts are used or blocked';
}
