import { assetUrl } from '../assets.js';
import type { ConsoleDependencies } from '../context.js';
import { strings } from '../strings.js';

const words = strings.connect.signup;

/** Whether this installation can open Meta's pop-up. */
export const isSignupOffered = ({
  meta,
  signupPage,
}: Pick<ConsoleDependencies, 'meta' | 'signupPage'>): boolean =>
  meta.app !== null && signupPage?.configId !== undefined;

/** Meta's pop-up, in which the customer chooses the number; the page's script loads who opens it. */
export function Signup({ meta, signupPage }: Pick<ConsoleDependencies, 'meta' | 'signupPage'>) {
  const sdkUrl = signupPage?.sdkUrl;
  return (
    <article
      id="signup"
      data-app-id={meta.app?.id}
      data-config-id={signupPage?.configId}
      data-sdk-url={sdkUrl}
    >
      <h2>{words.title}</h2>
      <p class="muted">{sdkUrl === undefined ? words.intro : words.played}</p>
      <form class="stack">
        <label>
          <input type="checkbox" name="coexistence" /> {words.coexistence}
        </label>
        <div>
          <button type="submit" disabled data-waiting={words.waiting}>
            {words.button}
          </button>
        </div>
        <output aria-live="polite" />
      </form>
      <script type="module" src={assetUrl('signup.js')} />
    </article>
  );
}
