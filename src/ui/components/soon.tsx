/** Reads the live region again every second: for what ends without a notification. Stands in it only while something is not finished. */
export const Soon = ({ path }: { path: string }) => (
  <div
    id="soon"
    hx-get={path}
    hx-trigger="every 1s"
    hx-select="#live"
    hx-target="#live"
    hx-swap="outerMorph"
  />
);
