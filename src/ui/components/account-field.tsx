import type { Context } from 'hono';
import { accountMeant } from '../acting-for.js';
import type { UiEnv } from '../context.js';
import { strings } from '../strings.js';

const words = strings.account;

/** Asks a form for its account where the page looks at several; nothing where it is clear. */
export const AccountField = ({ c, chosen }: { c: Context<UiEnv>; chosen?: string | undefined }) =>
  accountMeant(c) !== null ? null : (
    <label>
      {words.which}
      <select name="account" required>
        <AccountOptions c={c} chosen={chosen} />
      </select>
    </label>
  );

/** In the place of a page that belongs to one account: which one? */
export const ChooseAccount = ({ c, next }: { c: Context<UiEnv>; next: string }) => (
  <article class="empty">
    <p>{words.ofOne}</p>
    <form class="inline" method="post" action="/account">
      <input type="hidden" name="next" value={next} />
      <select name="account" aria-label={words.which} required>
        <AccountOptions c={c} />
      </select>
      <button type="submit">{words.open}</button>
    </form>
  </article>
);

const AccountOptions = ({ c, chosen }: { c: Context<UiEnv>; chosen?: string | undefined }) => (
  <>
    <option value="">{words.choose}</option>
    {c.var.accounts.map(({ id, name }) => (
      <option value={id} selected={id === chosen} dir="auto">
        {words.option(id, name)}
      </option>
    ))}
  </>
);
