import { activityInfo } from '@temporalio/activity';
import type { Conclusion } from '../onboarding/conclude.js';
import { answeredIntents, type IntentOutcome } from '../onboarding/intents.js';
import { newsOf, type News } from '../onboarding/news.js';
import { spentBy } from '../onboarding/refusals.js';
import { isCoexistence, seen } from '../onboarding/situation.js';
import { untilOf } from '../onboarding/step.js';
import type { World } from '../onboarding/world.js';
import type { OutgoingEvent } from '../store/append.js';
import { numberEvent } from '../store/number-event.js';
import type { TurnRecord } from '../store/record-turn.js';
import type { IntentRow } from '../store/tables.js';
import { causeOf } from './cause.js';
import type { Successor } from './find-successor.js';
import type { NumberSession } from './number-session.js';
import { refusedWishes } from './refused-wishes.js';
import { eventsOfTurn, timelineOfTurn, type Happened } from './story.js';
import type { Look } from './turn-look.js';
import type { TurnInput } from './turn.js';
import { isSeenOnly } from './world.js';

/** Everything that a turn writes, in one piece. `successor`: where the number of a number that is gone lives now. */
export function toRecord(
  { session, intents, ledger }: Look,
  conclusion: Conclusion,
  { at, runStartedAt, turnNo, wokenBy }: TurnInput,
  successor: Successor | null,
): TurnRecord {
  const { number } = session;
  const { world, remembered, decision, conditions, standing, plan, explanation } = conclusion;
  const settled =
    decision.reason === 'in_progress'
      ? world.memory.settled
      : { reason: decision.reason, since: standing.reasonSince };
  const answered = answeredIntents(world, decision);
  const cause = causeOf(wokenBy, intents, number.memory);
  const { news, told } = newsOf(world, decision, {
    memory: number.memory,
    mode: number.mode,
    isToldByMeta: cause.kind === 'meta_webhook',
  });
  const happened: Happened = {
    session,
    world,
    decision,
    explanation,
    standing,
    intents,
    cause,
    news: successor === null ? news : [...news, supersededBy(successor)],
  };
  return {
    number,
    run: { id: activityInfo().workflowExecution?.runId ?? '', startedAt: runStartedAt, turnNo },
    at,
    explanation,
    conditions,
    memory: { ...remembered, leavingLive: standing.leavingLive, settled, cause, told },
    node: shownNode(world),
    nodeError: explainUnread(world),
    cause,
    mode: isCoexistence(world) ? 'coexistence' : number.mode,
    nextCheckAt: plan.nextCheckAt,
    // A restriction ends on the second that Meta stated, not when a sweep comes by.
    wakeAt: decision.step.kind === 'end' ? untilOf(decision.step) : null,
    sweepBy: standing.stage === 'live' && plan.step.kind === 'end' ? plan.nextCheckAt : null,
    liveAt: number.live_at?.getTime() ?? (standing.stage === 'live' ? at : null),
    releasedAt: standing.stage === 'closed' ? at : null,
    intents: [...answered, ...intents.filter(isSeenOnly).map(seenByController)],
    spent: ledger.registers.slice(0, 1).flatMap((attempt) => {
      const by = spentBy(attempt, world);
      return by === null ? [] : [{ attemptId: attempt.id, by }];
    }),
    timeline: [...timelineOfTurn(happened), ...refusedWishes(answered, intents, at)],
    events: [...eventsOfTurn(happened), ...silenceEvents(happened)],
    templatesDue: seen(world) !== null && areTemplatesDue(session),
  };
}

const supersededBy = ({ phoneNumberId, wabaId }: Successor): News => ({
  type: 'number.superseded',
  sentence: `The same number is ${phoneNumberId} in the WhatsApp account ${wabaId} now.`,
  facts: { phone_number_id: phoneNumberId, waba_id: wabaId },
});

/** Never read, or not with the token that serves the WABA now; later the schedule and Meta's webhooks see to it. */
const areTemplatesDue = ({ waba }: NumberSession): boolean =>
  waba.templates_attempted_at === null || waba.templates_attempted_at < waba.token_changed_at;

/** `number.silent`, when a number falls silent; the timeline tells it as every new reason. */
function silenceEvents({
  session: { number },
  decision,
  explanation,
  world,
  cause,
}: Happened): OutgoingEvent[] {
  if (decision.reason !== 'silent' || number.reason === 'silent') return [];
  return [numberEvent({ ...number, explanation }, 'number.silent', { at: world.at, cause })];
}

const seenByController = ({ id }: IntentRow): IntentOutcome => ({
  id,
  state: 'done',
  code: null,
  message: 'Seen by the controller.',
});

/** The node as this turn saw it; a shared read may be a little older than the turn. */
const shownNode = ({ observation: { node } }: World): TurnRecord['node'] =>
  node.kind === 'known' ? { node: node.value, readAt: node.readAt } : null;

function explainUnread({ observation: { node } }: World): TurnRecord['nodeError'] {
  switch (node.kind) {
    case 'known':
      return null;
    case 'refused':
      return { message: node.refusal.message, refusal: node.refusal };
    case 'unreadable':
      return { message: `Meta could not be read: ${node.cause}.` };
  }
}
