import type { Child } from 'hono/jsx';
import type { ShownNumber } from '../../api/schemas/number.js';
import type { Outcome } from '../act.js';
import { strings } from '../strings.js';
import { CopyButton, CurlButton } from './copy-button.js';
import { LiveRegion } from './live-region.js';
import { Said, type Tone } from './notice.js';

const words = strings.number;

/** The pages of one number, in their order; the first is its own address. */
const TABS = [
  ['', words.tabs.overview],
  ['/health', words.tabs.health],
  ['/messages', strings.messages.title],
  ['/timeline', words.tabs.timeline],
] as const;

/** One of {@link TABS}. */
export type Tab = (typeof TABS)[number][0];

const TONES: Readonly<Record<string, Tone | 'busy'>> = {
  operator: 'waiting',
  customer: 'waiting',
  meta: 'neutral',
  time: 'neutral',
  us: 'busy',
};

/** Where the number is on its way, as a badge. */
export function StageBadge({ number: { stage, onboarding } }: { number: ShownNumber }) {
  const tone = TONES[onboarding.waiting_on] ?? (stage === 'live' ? 'good' : 'neutral');
  return (
    <span class={`badge ${tone}`}>{strings.stages[stage as keyof typeof strings.stages]}</span>
  );
}

/** Its name as the customer wrote it. */
export const NumberName = ({ number }: { number: ShownNumber }) => (
  <span dir="auto">{number.verified_name ?? number.display_name.pending ?? words.noName}</span>
);

/** The head and the tabs of one number's page, around its live content. `path` is the page's own address. */
export function NumberFrame({
  number,
  tab,
  path,
  outcome,
  children,
}: {
  number: ShownNumber;
  tab: Tab;
  path: string;
  outcome?: Outcome | undefined;
  children?: Child;
}) {
  const base = `/numbers/${number.id}`;
  return (
    <>
      <Said outcome={outcome} />
      <LiveRegion path={path}>
        <header class="number-head">
          <div>
            <h1>
              <NumberName number={number} />
            </h1>
            <p class="muted">
              <span class="nowrap">{number.display_phone_number ?? strings.unknown}</span>
              <code>{number.id}</code>
              <CopyButton text={number.id} what="the phone number id" />
              <CurlButton path={`/v1/numbers/${number.id}`} />
            </p>
          </div>
          <StageBadge number={number} />
        </header>
        <nav class="tabs" aria-label={words.tabs.label}>
          <ul>
            {TABS.map(([suffix, label]) => (
              <li>
                <a href={`${base}${suffix}`} aria-current={suffix === tab ? 'page' : undefined}>
                  {label}
                </a>
              </li>
            ))}
          </ul>
        </nav>
        {children}
      </LiveRegion>
    </>
  );
}
