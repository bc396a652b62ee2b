import type { Child } from 'hono/jsx';

/**
 * The part of a page that reads itself again whenever the stream says that something changed. What is typed and focused stays. One per page.
 * `path`: the page's own address with its query.
 */
export const LiveRegion = ({ path, children }: { path: string; children?: Child }) => (
  <div
    id="live"
    hx-get={path}
    hx-trigger="live-change from:body"
    hx-select="#live"
    hx-target="#live"
    hx-swap="outerMorph"
    hx-sync="this:queue last"
  >
    {children}
  </div>
);
