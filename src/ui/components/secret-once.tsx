import { CopyButton } from './copy-button.js';
import { strings } from '../strings.js';

/** A secret that is shown this one time, with a button that copies it. */
export const SecretOnce = ({
  secret,
  what,
  warning,
}: {
  secret: string;
  what: string;
  warning: string;
}) => (
  <div class="banner waiting">
    <p>{warning}</p>
    <p>
      <code class="secret">{secret}</code>{' '}
      <CopyButton text={secret} what={what} label={strings.copy.label(what)} />
    </p>
  </div>
);
