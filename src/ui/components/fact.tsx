import type { Child } from 'hono/jsx';

/** One line of a list of facts (`<dl class="facts">`). */
export const Fact = ({ name, children }: { name: string; children?: Child }) => (
  <div>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
);
