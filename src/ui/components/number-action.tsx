import type { ShownNumber } from '../../api/schemas/number.js';
import { strings } from '../strings.js';
import { ActionForm } from './action-form.js';

type Offered = ShownNumber['onboarding']['next_actions'][number];

const words = strings.actions;

/** Where the form of an action goes. */
export const actionPath = (phoneNumberId: string, id: string): string =>
  `/numbers/${phoneNumberId}/actions/${id}`;

/** One thing that can be done about a number: a button, a small form, or a link. `label` replaces the action's own. */
export function NumberAction({
  number,
  action,
  label = action.label,
  quiet = true,
}: {
  number: Pick<ShownNumber, 'id' | 'waba_id' | 'onboarding'>;
  action: Offered;
  label?: string;
  /** Not the one that helps most. */
  quiet?: boolean;
}) {
  const path = actionPath(number.id, action.id);
  const look = quiet ? 'quiet' : '';
  switch (action.id) {
    case 'open_meta':
      return (
        <a role="button" class={look} href={action.href} target="_blank" rel="noreferrer">
          {label}
        </a>
      );
    case 'support_bundle':
      return (
        <a role="button" class={look} href={`/numbers/${number.id}/support-bundle`}>
          {label}
        </a>
      );
    case 'add_again':
      return (
        <a
          role="button"
          class={look}
          href={`/connect?waba_id=${number.waba_id}&phone_number_id=${number.id}`}
        >
          {label}
        </a>
      );
    case 'send_code':
      return (
        <ActionForm action={path}>
          <select name="method" aria-label={words.method}>
            <option value="SMS">{words.sms}</option>
            <option value="VOICE">{words.voice}</option>
          </select>
          <Submit label={label} look={look} action={action} />
        </ActionForm>
      );
    case 'enter_code':
      return (
        <ActionForm action={path}>
          <label>
            {words.code}
            <input
              id="code"
              name="code"
              inputmode="numeric"
              autocomplete="one-time-code"
              pattern="[0-9 \-]{6,9}"
              maxlength={9}
              required
            />
          </label>
          <Submit label={words.submit.enter_code} look={look} action={action} />
        </ActionForm>
      );
    case 'enter_pin':
      return (
        <ActionForm action={path}>
          <label>
            {words.pin}
            <input
              id="pin"
              name="pin"
              type="password"
              inputmode="numeric"
              autocomplete="off"
              pattern="[0-9]{6}"
              maxlength={6}
              required
            />
          </label>
          <Submit label={words.submit.enter_pin} look={look} action={action} />
        </ActionForm>
      );
    case 'replace_token':
      return (
        <ActionForm action={path}>
          <label>
            {words.token}
            <input id="token" name="access_token" type="password" autocomplete="off" required />
          </label>
          <Submit label={words.submit.replace_token} look={look} action={action} />
        </ActionForm>
      );
    case 'rename':
      return (
        <ActionForm action={path}>
          <label>
            {words.name}
            <input
              id="new-name"
              name="new_display_name"
              minlength={2}
              maxlength={75}
              dir="auto"
              required
            />
          </label>
          <Submit label={words.submit.rename} look={look} action={action} />
        </ActionForm>
      );
    case 'retry':
      return <Retry number={number} action={action} label={label} look={look} />;
    default:
      return (
        <ActionForm
          action={path}
          confirm={action.id === 'replace_pin' ? words.confirm.replace_pin : undefined}
        >
          <Submit label={label} look={look} action={action} />
        </ActionForm>
      );
  }
}

/** Says what it spends before it is pressed, and why it may not be. */
function Retry({
  number: { id, onboarding },
  action,
  label,
  look,
}: {
  number: Pick<ShownNumber, 'id' | 'onboarding'>;
  action: Offered;
  label: string;
  look: string;
}) {
  const { limit, used, automatic_limit: automaticLimit } = onboarding.registration;
  const left = limit - used;
  const isReserved = left <= limit - automaticLimit;
  const confirm = action.spends === null ? undefined : words.confirm.retry(action.spends);
  return (
    <ActionForm action={actionPath(id, 'retry')} confirm={isReserved ? confirm : undefined}>
      {isReserved && <input type="hidden" name="confirm_attempts_left" value={String(left)} />}
      <Submit label={label} look={look} action={action} />
      {action.allowed && action.spends !== null && (
        <span class="why-not">{strings.number.spends(action.spends)}</span>
      )}
    </ActionForm>
  );
}

/** A button that cannot be pressed says why not, to everybody. */
function Submit({ label, look, action }: { label: string; look: string; action: Offered }) {
  const id = `why-not-${action.id}`;
  return (
    <>
      <button
        type="submit"
        class={look}
        disabled={!action.allowed}
        aria-describedby={action.allowed ? undefined : id}
      >
        {label}
      </button>
      {!action.allowed && action.why_not !== null && (
        <span id={id} class="why-not">
          {action.why_not}
        </span>
      )}
    </>
  );
}
