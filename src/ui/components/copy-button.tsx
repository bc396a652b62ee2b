import { strings } from '../strings.js';

/** Puts `text` on the clipboard. `what` names it for who cannot see it: "the trace id". */
export const CopyButton = ({
  text,
  what,
  label = strings.copy.short,
  quiet = false,
}: {
  text: string;
  what: string;
  label?: string;
  quiet?: boolean;
}) => (
  <button
    type="button"
    class={label === strings.copy.short ? 'copy' : quiet ? 'quiet' : ''}
    data-copy={text}
    data-copied={strings.copy.done}
    aria-label={label === strings.copy.short ? strings.copy.label(what) : undefined}
  >
    {label}
  </button>
);

/** Copies the command that reads this from the API; the page's script knows where that is, and nobody's key is in it. */
export const CurlButton = ({ path }: { path: string }) => (
  <button
    type="button"
    class="copy"
    data-copy={`curl -sS '{origin}${path}' -H "Authorization: Bearer $KEY"`}
    data-copied={strings.copy.done}
    title={strings.copy.curlHint}
  >
    {strings.copy.curl}
  </button>
);
