import { html } from 'hono/html';
import { attemptsUsed } from '../rules/attempt-window.js';
import { nextEventOf } from '../rules/next-event.js';
import { switchesOf } from '../scenarios/switches.js';
import type { PhoneNumber } from '../state/phone-number.js';
import type { World } from '../state/world.js';
import { hasWorkingToken, nameActions, otherActions } from './actions.js';
import { inTime, timeText } from './times.js';

type Markup = ReturnType<typeof html>;

/** One number: what it is, what it will do next, and the decisions that make sense for it now. */
export function numberCard(
  world: World,
  number: PhoneNumber,
  { now, isOpen }: { now: number; isOpen: boolean },
): Markup {
  const { node } = number;
  return html`<article id="n-${number.id}">
    <header>
      <h2>${node.display_phone_number} <small>${node.verified_name}</small></h2>
      <span class="status ${toneOf(node.status)}">${node.status ?? 'no status'}</span>
    </header>
    <p><code>${number.scenario.name}</code> ${number.scenario.willDo}</p>
    ${nextLine(world, number, now)}
    <dl>
      ${factsOf(world, number, now).map(
        ([name, value]) =>
          html`<div>
            <dt>${name}</dt>
            <dd>${value}</dd>
          </div>`,
      )}
    </dl>
    ${nameActions(number)}
    <details ${isOpen ? 'open' : ''}>
      <summary>Act as Meta or as another system</summary>
      <div class="actions">${otherActions(world, number, now)}</div>
    </details>
  </article>`;
}

function nextLine(world: World, number: PhoneNumber, now: number): Markup {
  const next = nextEventOf(world, number, now);
  const waits = hasWorkingToken(world, number, now)
    ? waitsFor(number)
    : 'Waits for a token that works.';
  const loses = world.faults
    .all()
    .filter(({ match, effect }) => match.number === number.id && effect.reply === 'lost').length;
  return html`<p class="next">
    <strong>Next:</strong>
    ${
      next === undefined
        ? 'nothing by itself.'
        : html`<time datetime="${new Date(next.at).toISOString()}">${timeText(next.at)}</time>,
            ${inTime(next.at - now)}: ${next.what}.`
    }
    ${waits} ${loses === 0 ? '' : 'The reply to its next register is lost.'}
  </p>`;
}

/** What has to come from outside. */
function waitsFor({ node, connected_at: connectedAt }: PhoneNumber): string {
  if (node.status === 'BANNED') return 'Waits to be reinstated.';
  if (node.code_verification_status === 'NOT_VERIFIED') return 'Waits for its verification code.';
  if (node.platform_type === 'CLOUD_API') {
    return node.new_certificate === undefined ? '' : 'Its new name waits for a register.';
  }
  return connectedAt === undefined ? 'Waits to be registered.' : 'Waits to be registered again.';
}

function factsOf(
  world: World,
  number: PhoneNumber,
  now: number,
): readonly (readonly [name: string, value: Markup | string])[] {
  const { node } = number;
  const code = number.codes.at(-1);
  const switched = switchedOf(number);
  return [
    ['Platform', node.platform_type ?? 'absent'],
    ['Ownership', node.code_verification_status ?? 'absent'],
    ['Name', nameText(number)],
    ['PIN', number.pin === undefined ? 'none' : html`<code>${number.pin}</code>`],
    [
      'Last code',
      code === undefined ? 'none' : html`<code>${code.code}</code> ${codeState(code, now)}`,
    ],
    ['Registers in 72 h', `${attemptsUsed(number.registrations, now)} of 10`],
    ['Webhooks', webhookText(world, number)],
    ['Token', html`<code>${world.wabas.get(number.waba_id)?.token ?? 'none'}</code>`],
    ['Id', html`<code>${number.id}</code>`],
    ...(number.harm === 0
      ? []
      : [['Harmful calls', html`<span class="bad">${number.harm}</span>`] as const]),
    ...(switched === '' ? [] : [['Switched', switched] as const]),
  ];
}

function nameText({ node }: PhoneNumber): string {
  const status = node.name_status ?? 'absent';
  return node.new_display_name === undefined
    ? status
    : `${status}; ${node.new_display_name}: ${node.new_name_status ?? 'absent'}`;
}

function webhookText(world: World, number: PhoneNumber): string {
  const subscriptions = [...(world.wabas.get(number.waba_id)?.subscriptions.values() ?? [])];
  if (subscriptions.length === 0) return 'not subscribed';
  if (number.override !== undefined) return 'overridden by the phone';
  const isOverridden = subscriptions.some(({ override }) => override !== undefined);
  if (isOverridden) return 'overridden by the WABA';
  const hasCallback = subscriptions.some(
    ({ app_id: appId }) => world.apps.get(appId)?.callback_url !== undefined,
  );
  return hasCallback ? "the app's callback" : 'the app has no callback';
}

/** The switches that are not as the scenario has them. */
function switchedOf({ behaviour, scenario }: PhoneNumber): string {
  const expected: Readonly<Record<string, unknown>> = switchesOf(scenario.behaviour);
  return Object.entries(switchesOf(behaviour))
    .filter(([name, value]) => value !== expected[name])
    .map(([name, value]) => `${name}: ${value}`)
    .join(', ');
}

function codeState(
  sent: { used: boolean; expires_at: number; method: string },
  now: number,
): string {
  if (sent.used) return `${sent.method}, used`;
  return now < sent.expires_at ? `${sent.method}, valid` : `${sent.method}, expired`;
}

function toneOf(status: string | undefined): 'good' | 'care' | 'bad' {
  if (status === 'CONNECTED') return 'good';
  return status === 'BANNED' || status === 'RESTRICTED' || status === 'DISCONNECTED'
    ? 'bad'
    : 'care';
}
