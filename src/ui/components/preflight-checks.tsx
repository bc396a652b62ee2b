import type { Check } from '../../onboarding/preflight/check.js';
import type { Preflight } from '../../onboarding/preflight/preflight.js';
import { strings } from '../strings.js';
import { Notice } from './notice.js';

const words = strings.connect;

const TONES = { pass: 'good', warn: 'waiting', fail: 'bad', unknown: 'neutral' } as const;
const VERDICTS = { ready: 'good', attention: 'waiting', cannot_start: 'bad' } as const;

/** What somebody must look at comes first. */
const ORDER = ['fail', 'warn', 'unknown', 'pass'];

/** Every check on its own line; what needs somebody says what to do. */
export const PreflightChecks = ({ found: { verdict, checks } }: { found: Preflight }) => (
  <section aria-label={words.check}>
    <Notice tone={VERDICTS[verdict]}>{words.verdicts[verdict]}</Notice>
    <ul class="checks">
      {checks
        .toSorted((one, other) => ORDER.indexOf(one.verdict) - ORDER.indexOf(other.verdict))
        .map((check) => (
          <CheckLine check={check} />
        ))}
    </ul>
  </section>
);

const CheckLine = ({ check: { verdict, detail, action, link } }: { check: Check }) => (
  <li>
    <span class={`badge ${TONES[verdict]}`}>{words.marks[verdict]}</span>
    <span dir="auto">
      {detail}
      {action !== null && <strong> {action}</strong>}
      {link !== null && verdict !== 'pass' && (
        <>
          {' '}
          <a href={link} target="_blank" rel="noreferrer">
            {words.whereAtMeta}
          </a>
        </>
      )}
    </span>
  </li>
);
