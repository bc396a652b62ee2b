import type { Condition } from '../onboarding/conditions.js';
import type { Explanation } from '../onboarding/explanation.js';
import type { Cause } from '../onboarding/memory.js';
import type { News } from '../onboarding/news.js';
import type { Decision } from '../onboarding/sentence.js';
import { reasons, type ReasonCode } from '../onboarding/reasons.js';
import type { Standing } from '../onboarding/settle.js';
import type { World } from '../onboarding/world.js';
import type { Happening, OutgoingEvent } from '../store/append.js';
import { numberEvent } from '../store/number-event.js';
import type { IntentRow, NumberRow } from '../store/tables.js';
import type { NumberSession } from './number-session.js';

/** What a turn found, for those who tell of it. */
export interface Happened {
  readonly session: NumberSession;
  readonly world: World;
  readonly decision: Decision;
  readonly explanation: Explanation;
  readonly standing: Standing;
  readonly intents: readonly IntentRow[];
  readonly cause: Cause;
  readonly news: readonly News[];
}

/** Rows only when something happened: a new stage or a new reason; never one per wait, and none for our own steps in between. */
export function timelineOfTurn(happened: Happened): Happening[] {
  return [...newsRows(happened), ...reasonRows(happened)];
}

/** Meta's own event has a row already, written when it came. */
function newsRows({ session: { number }, world, news, cause }: Happened): Happening[] {
  return news
    .filter(({ type }) => !(type === 'number.name_decided' && cause.kind === 'meta_webhook'))
    .map(({ type, sentence, facts }) => ({
      numberId: number.id,
      at: world.at,
      kind: type.replace('number.', ''),
      sentence,
      facts,
    }));
}

function reasonRows({ session: { number }, world, decision, explanation }: Happened): Happening[] {
  const isNews =
    decision.reason !== 'in_progress' && world.memory.settled?.reason !== decision.reason;
  const entersStage = explanation.stage !== number.stage;
  if (!isNews && !entersStage) return [];
  // Only a release has any: what was asked for and still stands at Meta.
  const notUndone = decision.slots['not_undone'] ?? '';
  return [
    {
      numberId: number.id,
      at: world.at,
      kind: entersStage ? 'stage_changed' : 'reason_changed',
      sentence:
        notUndone === ''
          ? explanation.explanation
          : `${explanation.explanation} Not undone at Meta: ${notUndone}.`,
      facts: {
        stage: explanation.stage,
        previous_stage: number.stage,
        reason: explanation.reason,
        waiting_on: explanation.waiting_on,
        rule: decision.rule,
        woken_by: explanation.woken_by,
        evidence: explanation.evidence,
        ...(notUndone === '' ? {} : { not_undone: notUndone }),
      },
    },
  ];
}

const needsPerson = (waitingOn: string): boolean =>
  waitingOn === 'operator' || waitingOn === 'customer';

/** The last reason that was not a step of our own, and whose move it was then. */
function reasonBefore(
  { memory: { settled } }: World,
  number: NumberRow,
): { readonly reason: ReasonCode; readonly waitingOn: string } {
  return number.reason !== 'in_progress' || settled === undefined
    ? { reason: number.reason, waitingOn: number.waiting_on }
    : { reason: settled.reason, waitingOn: reasons[settled.reason].waitingOn };
}

/** Events on edges only. Types: design/api.md §5. */
export function eventsOfTurn({
  session: { number },
  world,
  decision,
  explanation,
  cause,
  news,
}: Happened): OutgoingEvent[] {
  const subject = { ...number, explanation };
  const { at } = world;
  const events = news.map(({ type, sentence, facts }) =>
    numberEvent(subject, type, {
      at,
      cause,
      change: { kind: type.replace('number.', ''), sentence, facts },
    }),
  );
  const previous = { stage: number.stage, reason: number.reason };
  if (explanation.stage !== number.stage) {
    events.push(numberEvent(subject, 'number.stage_changed', { at, cause, previous }));
    if (explanation.stage === 'live')
      events.push(numberEvent(subject, 'number.live', { at, cause, previous }));
    if (explanation.stage === 'closed')
      events.push(numberEvent(subject, 'number.closed', { at, cause, previous }));
  }
  // A step of our own in between is no edge: it is held against the last reason that was not one.
  if (decision.reason === 'in_progress') return events;
  const before = reasonBefore(world, number);
  const edge = { at, cause, previous: { stage: number.stage, reason: before.reason } };
  if (needsPerson(explanation.waiting_on) && decision.reason !== before.reason)
    events.push(numberEvent(subject, 'number.action_required', edge));
  if (needsPerson(before.waitingOn) && !needsPerson(explanation.waiting_on))
    events.push(numberEvent(subject, 'number.action_resolved', edge));
  return events;
}

const SUMMARY_BYTES = 200;

/** One line for the next activity or timer in Temporal Web. Names the phone number nowhere. */
export function summaryForTemporal(
  { stage, reason, waiting_on: waitingOn }: Explanation,
  step: string,
): string {
  return `${step} · ${stage} · ${reason} · waiting on ${waitingOn}`.slice(0, SUMMARY_BYTES);
}

/** The explanation as Markdown for Temporal Web's current details (≤ 16 kB). */
export function detailsForTemporal(
  explanation: Explanation,
  conditions: readonly Condition[],
  number: NumberRow,
): string {
  const { registration } = explanation;
  const last = registration.last_attempt;
  const lines = [
    `### ${explanation.stage} · \`${explanation.reason}\``,
    '',
    explanation.explanation,
    '',
    `**Whose move:** ${explanation.waiting_on} · **What to do:** ${explanation.action}`,
    '',
    `**Next look:** ${explanation.next_check_at ?? 'none'}${explanation.until === null ? '' : ` · **Until:** ${explanation.until}`}`,
    '',
    `**Registration attempts:** ${registration.used} of ${registration.limit} in 72 h${last === null ? '' : `; last ${last.outcome} at ${last.at}${last.code === null ? '' : `: ${last.code}${last.subcode === null ? '' : `/${last.subcode}`} ${last.message ?? ''}`}`}`,
    '',
    '| condition | status | reason | since |',
    '| --- | --- | --- | --- |',
    ...conditions.map(
      ({ type, status, reason, since }) => `| ${type} | ${status} | ${reason ?? ''} | ${since} |`,
    ),
    '',
    `Meta said: ${Object.entries(explanation.evidence)
      .map(([key, value]) => `${key} \`${String(value)}\``)
      .join(', ')}`,
    '',
    `Account ${number.account_id}, WABA ${number.waba_id}, woken by ${explanation.woken_by}.`,
  ];
  return lines.join('\n').slice(0, 16_000);
}
