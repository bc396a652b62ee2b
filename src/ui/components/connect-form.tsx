import type { Context } from 'hono';
import type { VisibleNumber } from '../../operations/visible-numbers.js';
import type { UiEnv } from '../context.js';
import { strings } from '../strings.js';
import { AccountField } from './account-field.js';
import { Notice } from './notice.js';

const words = strings.connect;

/** A token, then the numbers that it sees, or their ids; nothing of it is sent back. */
export const ConnectForm = ({ c }: { c: Context<UiEnv> }) => {
  const query = c.req.query();
  return (
    <article>
      <h2>{words.withToken}</h2>
      <p class="muted">{words.tokenIntro}</p>
      <form id="connect" class="stack" method="post" action="/connect">
        <AccountField c={c} />
        <label>
          {words.token}
          <input
            id="access-token"
            name="access_token"
            type="password"
            autocomplete="off"
            autofocus
          />
          <small>{words.tokenHint}</small>
        </label>
        <div>
          <button
            type="submit"
            class="quiet"
            formaction="/connect/numbers"
            hx-post="/connect/numbers"
            hx-target="#choices"
            hx-swap="innerHTML"
            hx-include="closest form"
          >
            {words.see}
          </button>
        </div>
        <div id="choices" aria-live="polite" />
        <details open={query['waba_id'] !== undefined}>
          <summary>{words.advanced}</summary>
          <div class="stack">
            <label>
              {words.wabaId}
              <input name="waba_id" inputmode="numeric" value={query['waba_id'] ?? ''} />
            </label>
            <label>
              {words.phoneNumberId}
              <input
                name="phone_number_id"
                inputmode="numeric"
                value={query['phone_number_id'] ?? ''}
              />
            </label>
            <label>
              {words.pin}
              <input
                name="pin"
                type="password"
                inputmode="numeric"
                maxlength={6}
                autocomplete="off"
              />
            </label>
            <label>
              {words.callback}
              <input name="callback_url" type="url" placeholder="https://" />
            </label>
          </div>
        </details>
        <div class="actions">
          <button
            type="submit"
            hx-post="/connect"
            hx-target="#checks"
            hx-swap="innerHTML"
            hx-include="closest form"
          >
            {words.connect}
          </button>
          <button
            type="submit"
            class="quiet"
            formaction="/connect/preflight"
            hx-post="/connect/preflight"
            hx-target="#checks"
            hx-swap="innerHTML"
            hx-include="closest form"
          >
            {words.check}
          </button>
        </div>
        <div id="checks" aria-live="polite" />
      </form>
    </article>
  );
};

/** The numbers that a token sees. */
export const NumberChoices = ({ numbers }: { numbers: readonly VisibleNumber[] }) =>
  numbers.length === 0 ? (
    <Notice tone="waiting">{words.noneSeen}</Notice>
  ) : (
    <fieldset class="choices">
      <legend>{words.choose}</legend>
      {numbers.map(({ phoneNumberId, wabaId, displayPhoneNumber, verifiedName }, index) => (
        <label>
          <input
            type="radio"
            name="number"
            value={`${wabaId}/${phoneNumberId}`}
            checked={index === 0}
          />
          <span dir="auto">{verifiedName ?? strings.number.noName}</span>{' '}
          <span class="muted nowrap">{displayPhoneNumber ?? phoneNumberId}</span>
        </label>
      ))}
    </fieldset>
  );
