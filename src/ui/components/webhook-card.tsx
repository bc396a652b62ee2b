import type { ShownHealth } from '../../api/schemas/health.js';
import type { ShownNumber } from '../../api/schemas/number.js';
import type { Actor } from '../../operations/actor.js';
import { mayDo } from '../number-actions.js';
import { strings } from '../strings.js';
import { ActionForm } from './action-form.js';
import { CopyButton } from './copy-button.js';
import { actionPath } from './number-action.js';

const words = strings.health;

/** Where messages go, and where they should. */
export function WebhookCard({
  number,
  health: { webhooks },
  actor,
}: {
  number: ShownNumber;
  health: ShownHealth;
  actor: Actor;
}) {
  const { wanted, effective, level, ok } = number.callback;
  const { labels } = words;
  return (
    <article class="half">
      <h2>
        {words.groups.webhooks}{' '}
        <span class={`badge ${ok === null ? 'neutral' : ok ? 'good' : 'bad'}`}>
          {ok === null ? strings.unknown : ok ? words.webhookOk : words.webhookMismatch}
        </span>
      </h2>
      <dl class="facts wide">
        <div>
          <dt>{labels.wanted}</dt>
          <dd>
            <Url url={wanted} />
          </dd>
        </div>
        <div>
          <dt>{labels.effective}</dt>
          <dd>
            {effective === null && ok !== null ? words.notConfigured : <Url url={effective} />}
          </dd>
        </div>
        {level !== null && (
          <div>
            <dt>{labels.level}</dt>
            <dd>{words.levels[level]}</dd>
          </div>
        )}
        <div>
          <dt>{labels.subscribed}</dt>
          <dd>{words.answers[String(webhooks.subscribed) as keyof typeof words.answers]}</dd>
        </div>
        <div>
          <dt>{labels.messagesField}</dt>
          <dd>{words.answers[String(webhooks.messages_field) as keyof typeof words.answers]}</dd>
        </div>
      </dl>
      {mayDo(actor, 'repair_webhooks') && number.stage !== 'closed' && (
        <ActionForm action={actionPath(number.id, 'repair_webhooks')}>
          <button type="submit" class={ok === false ? '' : 'quiet'}>
            {words.register}
          </button>
        </ActionForm>
      )}
    </article>
  );
}

const Url = ({ url }: { url: string | null }) =>
  url === null ? (
    <span class="muted">{strings.unknown}</span>
  ) : (
    <span class="copyable">
      <code>{url}</code> <CopyButton text={url} what="the webhook URL" />
    </span>
  );
