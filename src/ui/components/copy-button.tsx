import { strings } from '../strings.js';

/** Puts `text` on the clipboard. `what` names it for who cannot see it: "the trace id". */
export const CopyButton = ({
  text,
  what,
  label = strings.copy.short,
}: {
  text: string;
  what: string;
  label?: string;
}) => (
  <button
    type="button"
    class={label === strings.copy.short ? 'copy' : ''}
    data-copy={text}
    data-copied={strings.copy.done}
    aria-label={label === strings.copy.short ? strings.copy.label(what) : undefined}
  >
    {label}
  </button>
);
