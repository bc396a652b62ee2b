import { html } from 'hono/html';
import { describeEnd } from '../graph/authenticate.js';
import { isNameInReview, REJECTION_REASONS } from '../rules/name-review.js';
import { isRegistered, type PhoneNumber } from '../state/phone-number.js';
import type { World } from '../state/world.js';

type Markup = ReturnType<typeof html>;

/** The decision on a name that waits for one; empty where none does. */
export function nameActions(number: PhoneNumber): Markup | '' {
  if (!isNameInReview(number)) return '';
  const path = pathOf(number);
  const reasons = REJECTION_REASONS.map((reason) => html`<option>${reason}</option>`);
  return html`<div class="actions">
    ${button(`${path}/approve-name`, 'Approve name')}
    <form method="post" action="${path}/decline-name">
      <button>Decline name</button>
      <select name="rejection_reason" aria-label="Reason to decline the name">
        ${reasons}
      </select>
    </form>
  </div>`;
}

/** What else Meta, the owner or another system can do to this number now. */
export function otherActions(world: World, number: PhoneNumber, now: number): Markup[] {
  const path = pathOf(number);
  const waba = world.wabas.get(number.waba_id);
  const subscriptions = [...(waba?.subscriptions.values() ?? [])];
  const isOverridden =
    number.override !== undefined || subscriptions.some(({ override }) => override !== undefined);

  return [
    number.node.status === 'BANNED'
      ? button(`${path}/reinstate`, 'Reinstate')
      : button(`${path}/ban`, 'Ban'),
    ...(isRegistered(number)
      ? [button(`${path}/deregister`, 'Deregister from another system')]
      : []),
    button(`${path}/lose-register-reply`, 'Lose next register reply'),
    ...(isOverridden ? [button(`${path}/wipe-override`, 'Wipe webhook override')] : []),
    ...(subscriptions.length > 0 ? [button(`${path}/unsubscribe`, 'Unsubscribe the WABA')] : []),
    ...(waba?.payment_method === false
      ? [button(`${path}/add-payment`, 'Add a payment method')]
      : []),
    ...(number.behaviour.refusals.length > 0
      ? [button(`${path}/stop-refusing`, 'Stop refusing to register it')]
      : []),
    hasWorkingToken(world, number, now)
      ? button(`${path}/expire-token`, 'Expire token')
      : button(`${path}/renew-token`, 'Renew token'),
  ];
}

/** Whether the token of the number's WABA is alive. */
export function hasWorkingToken(world: World, { waba_id: id }: PhoneNumber, now: number): boolean {
  const token = world.tokens.get(world.wabas.get(id)?.token ?? '');
  return token !== undefined && describeEnd(token, now) === undefined;
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

function pathOf({ id }: PhoneNumber): string {
  return `/_page/numbers/${encodeURIComponent(id)}`;
}
