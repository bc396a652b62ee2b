import type { Child } from 'hono/jsx';

/** A form that changes something and shows the page again in place; works without scripts too. */
export const ActionForm = ({
  action,
  confirm,
  inline = true,
  children,
}: {
  action: string;
  /** Asked before it is sent. */
  confirm?: string | undefined;
  inline?: boolean;
  children?: Child;
}) => (
  <form
    // Without it a form that is gone would become another one in its place, with the keyboard still on its button.
    id={`do${action.replaceAll('/', '-')}`}
    method="post"
    action={action}
    class={inline ? 'inline' : 'stack'}
    hx-post={action}
    hx-target="#main"
    hx-select="#main"
    hx-swap="outerMorph"
    hx-disable="find button[type=submit]"
    {...(confirm === undefined ? {} : { 'hx-confirm': confirm })}
  >
    {children}
  </form>
);
