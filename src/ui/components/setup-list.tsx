import type { SetupLine } from '../setup.js';
import { strings } from '../strings.js';

const words = strings.setup;

/** What an installation stands on, a line each. */
export const SetupList = ({ lines }: { lines: readonly SetupLine[] }) => (
  <ul class="checks">
    {lines.map(({ title, isFine, detail }) => (
      <li>
        <span class={`badge ${isFine ? 'good' : 'bad'}`}>
          {isFine ? words.fine : words.missing}
        </span>
        <span>
          <strong>{title}</strong> {detail}
        </span>
      </li>
    ))}
  </ul>
);
