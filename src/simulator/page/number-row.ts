import { html } from 'hono/html';
import { attemptsUsed } from '../rules/attempt-window.js';
import { isNameInReview } from '../rules/name-review.js';
import type { PhoneNumber } from '../state/phone-number.js';
import type { World } from '../state/world.js';
import { describeNextEvent } from './next-event.js';

type Markup = ReturnType<typeof html>;

/** One number as a row of the table, with the buttons that make sense for it now. */
export function numberRow(world: World, number: PhoneNumber, now: number): Markup {
  const { node } = number;
  const sent = number.codes.at(-1);
  return html`<tr>
    <th scope="row">
      ${node.display_phone_number}
      <small>${node.verified_name}</small>
      <small><code>${number.id}</code></small>
    </th>
    <td><code>${number.scenario.name}</code><small>${number.scenario.willDo}</small></td>
    <td>${describeNextEvent(number, now)}</td>
    <td class="state">
      <span class="${node.status === 'CONNECTED' ? 'good' : 'care'}"
        >${node.status ?? 'absent'}</span
      >
      <small>${node.platform_type ?? 'platform absent'}</small>
      <small>code ${node.code_verification_status ?? 'absent'}</small>
      <small>name ${node.new_name_status ?? node.name_status ?? 'absent'}</small>
    </td>
    <td>
      ${sent === undefined ? 'none' : html`<code>${sent.code}</code><small>${codeState(sent, now)}</small>`}
    </td>
    <td>${number.pin === undefined ? 'none' : html`<code>${number.pin}</code>`}</td>
    <td>${attemptsUsed(number.registrations, now)} of 10${harm(number)}</td>
    <td><div class="actions">${actionsOf(world, number)}</div></td>
  </tr>`;
}

function actionsOf(world: World, number: PhoneNumber): Markup[] {
  const waba = world.wabas.get(number.waba_id);
  const isTokenDead = waba !== undefined && world.tokens.get(waba.token)?.ended !== undefined;
  const ofNumber = `/_page/numbers/${encodeURIComponent(number.id)}`;
  const ofWaba = `/_page/wabas/${encodeURIComponent(number.waba_id)}`;
  return [
    ...(isNameInReview(number)
      ? [
          button(`${ofNumber}/approve-name`, 'Approve name'),
          button(`${ofNumber}/decline-name`, 'Decline name'),
        ]
      : []),
    isTokenDead
      ? button(`${ofWaba}/renew-token`, 'Revive token')
      : button(`${ofWaba}/expire-token`, 'Expire token'),
    button(`${ofNumber}/lose-register-reply`, 'Lose next register reply'),
  ];
}

/** A form of one button: the page works without script. */
export function button(
  action: string,
  label: string,
  fields: Readonly<Record<string, string>> = {},
): Markup {
  const hidden = Object.entries(fields).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`,
  );
  return html`<form method="post" action="${action}">${hidden}<button>${label}</button></form>`;
}

function codeState(
  sent: { used: boolean; expires_at: number; method: string },
  now: number,
): string {
  if (sent.used) return `${sent.method}, used`;
  return now < sent.expires_at ? `${sent.method}, valid` : `${sent.method}, expired`;
}

function harm({ harm: count }: PhoneNumber): Markup | string {
  return count === 0 ? '' : html`<small class="care">${count} harmful calls</small>`;
}
