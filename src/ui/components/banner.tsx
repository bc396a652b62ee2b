import type { ShownNumber } from '../../api/schemas/number.js';
import type { Actor } from '../../operations/actor.js';
import type { Banner, BannerButton } from '../banner.js';
import { customerMessage } from '../customer-message.js';
import { mayDo } from '../number-actions.js';
import { strings } from '../strings.js';
import { CopyButton } from './copy-button.js';
import { NumberAction } from './number-action.js';
import { Time } from './time.js';

/** Why the number is where it is, and the one thing that helps. */
export const BannerView = ({
  banner,
  number,
  actor,
  now,
}: {
  banner: Banner;
  number: ShownNumber;
  actor: Actor;
  now: number;
}) => (
  <section class={`banner ${banner.tone}`} aria-labelledby="banner-title">
    <h2 id="banner-title" dir="auto">
      {banner.title}
    </h2>
    <p dir="auto">
      {banner.body}
      {banner.nextCheckAt !== null && (
        <>
          {' '}
          {strings.banner.meta.again} <Time at={banner.nextCheckAt} now={now} isAhead />.
        </>
      )}
    </p>
    {banner.button !== null && (
      <div class="actions">
        <Button button={banner.button} number={number} actor={actor} />
      </div>
    )}
  </section>
);

function Button({
  button,
  number,
  actor,
}: {
  button: BannerButton;
  number: ShownNumber;
  actor: Actor;
}) {
  if (button.kind === 'send_test' && !actor.scopes.includes('send')) return null;
  if (button.kind === 'link' || button.kind === 'send_test')
    return (
      <a role="button" href={button.href}>
        {button.label}
      </a>
    );
  if (button.kind === 'copy_message')
    return (
      <CopyButton
        text={customerMessage(number)}
        what="the message"
        label={strings.banner.customer.button}
      />
    );
  const action = number.onboarding.next_actions.find(({ id }) => id === button.id);
  if (action === undefined || !mayDo(actor, action.id)) return null;
  return <NumberAction number={number} action={action} label={button.label} quiet={false} />;
}
