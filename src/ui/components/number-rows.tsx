import type { ShownNumber } from '../../api/schemas/number.js';
import type { Actor } from '../../operations/actor.js';
import { customerMessage } from '../customer-message.js';
import { mayDo } from '../number-actions.js';
import { strings } from '../strings.js';
import { ActionForm } from './action-form.js';
import { CopyButton } from './copy-button.js';
import { NumberName, StageBadge } from './number-frame.js';
import { Time } from './time.js';

/** What can be pressed in a row without saying more; everything else is done on the number's page. */
const IN_ROW: ReadonlySet<string> = new Set(['check', 'repair_webhooks', 'resume', 'send_code']);

/** A number in a list: who it is, why it is where it is, for how long, and the one button. */
export const NumberRow = ({
  number,
  actor,
  now,
  withButton = false,
}: {
  number: ShownNumber;
  actor: Actor;
  now: number;
  withButton?: boolean;
}) => (
  <li id={`number-${number.id}`} class="row">
    <div class="who">
      <a href={`/numbers/${number.id}`}>
        <NumberName number={number} />
      </a>
      <span class="muted nowrap">{number.display_phone_number ?? number.id}</span>
    </div>
    <p dir="auto">{number.onboarding.explanation}</p>
    <div class="since">
      <StageBadge number={number} />
      <small>
        <Time at={number.onboarding.reason_since} now={now} />
      </small>
    </div>
    {withButton && (
      <div class="actions">
        <RowButton number={number} actor={actor} />
      </div>
    )}
  </li>
);

function RowButton({ number, actor }: { number: ShownNumber; actor: Actor }) {
  const { onboarding } = number;
  const [best] = onboarding.next_actions;
  const isCustomers = onboarding.waiting_on === 'customer';
  const look = isCustomers ? 'quiet' : '';
  return (
    <>
      {isCustomers && (
        <CopyButton
          text={customerMessage(number)}
          what="the message"
          label={strings.needsYou.copyMessage}
        />
      )}
      {best !== undefined &&
        mayDo(actor, best.id) &&
        (IN_ROW.has(best.id) && best.allowed ? (
          <ActionForm action={`/attention/${number.id}/${best.id}`}>
            <button type="submit" class={look}>
              {best.label}
            </button>
          </ActionForm>
        ) : (
          <a role="button" class={look} href={`/numbers/${number.id}`}>
            {best.label}
          </a>
        ))}
    </>
  );
}
