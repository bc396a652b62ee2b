import type { ShownNumber } from '../../api/schemas/number.js';
import type { Actor } from '../../operations/actor.js';
import { customerMessage } from '../customer-message.js';
import { mayDo } from '../number-actions.js';
import { strings } from '../strings.js';
import { ActionForm } from './action-form.js';
import { CopyButton } from './copy-button.js';
import { actionPath, NumberAction } from './number-action.js';

const words = strings.number;

/** Everything that helps beside the banner's button; nothing that this key may not do. */
export function WhatHelps({
  number,
  actor,
  except,
  isFirstBest,
  withMessage,
}: {
  number: ShownNumber;
  actor: Actor;
  except: string | null;
  /** The banner's button is not what helps most. */
  isFirstBest: boolean;
  /** What the customer is told is not copied from the banner. */
  withMessage: boolean;
}) {
  const offered = number.onboarding.next_actions.filter(
    ({ id }) => id !== except && mayDo(actor, id),
  );
  const mayPause = number.stage !== 'closed' && mayDo(actor, 'pause') && !number.paused;
  const isCustomers = withMessage && number.onboarding.waiting_on === 'customer';
  if (offered.length === 0 && !mayPause && !isCustomers) return null;
  return (
    <section aria-labelledby="actions">
      <h2 id="actions">{words.whatYouCanDo}</h2>
      <div class="actions">
        {offered.map((action, index) => (
          <NumberAction number={number} action={action} quiet={!isFirstBest || index > 0} />
        ))}
        {isCustomers && (
          <CopyButton
            text={customerMessage(number)}
            what="the message"
            label={strings.needsYou.copyMessage}
            quiet
          />
        )}
        {mayPause && (
          <ActionForm
            action={actionPath(number.id, 'pause')}
            confirm={strings.actions.confirm.pause}
          >
            <button type="submit" class="quiet">
              {strings.actions.pause}
            </button>
          </ActionForm>
        )}
      </div>
    </section>
  );
}
