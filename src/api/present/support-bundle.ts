import { diagnose } from '../../messaging/diagnose.js';
import type { Attempt, Ledger } from '../../onboarding/ledger.js';
import type { Actor } from '../../operations/actor.js';
import { withoutTokens } from '../../operations/without-tokens.js';
import type { NumberView } from '../../store/number-views.js';
import type { TimelineRow } from '../../store/timeline.js';
import type { AppDependencies } from '../context.js';
import { presentDiagnosis } from './diagnosis.js';
import { iso } from './instant.js';
import { presentNumber } from './number.js';

/** The bundle; its inner parts are as elsewhere in the API. */
export interface SupportBundle {
  readonly [name: string]: unknown;
  taken_at: string;
  version: string;
  number: Record<string, unknown>;
  attempts: Record<string, unknown>[];
  timeline: Record<string, unknown>[];
}

/** What the bundle is made of. */
export interface BundleParts {
  readonly number: NumberView;
  readonly ledger: Ledger;
  readonly timeline: readonly TimelineRow[];
}

/**
 * Everything that helps to find out what is wrong with a number, to be given to somebody else: no secret, nothing that its owner attached
 * (metadata, what a callback URL carries behind its path), and of what Meta said no token.
 */
export function presentSupportBundle(
  { number, ledger, timeline }: BundleParts,
  actor: Actor,
  deps: Pick<AppDependencies, 'clock' | 'publicUrl' | 'workflowLink' | 'version'>,
): SupportBundle {
  const { metadata: _metadata, callback, ...shown } = presentNumber(number, actor, deps);
  const bundle: SupportBundle = {
    taken_at: new Date(deps.clock.now()).toISOString(),
    version: deps.version,
    number: {
      ...shown,
      callback: {
        ...callback,
        wanted: withoutQuery(callback.wanted),
        effective: withoutQuery(callback.effective),
      },
    },
    attempts: [
      ...ledger.registers.map((attempt) => presentAttempt('register', attempt)),
      ...ledger.deregisters.map((attempt) => presentAttempt('deregister', attempt)),
    ],
    blocked_until: iso(ledger.blockedUntil),
    timeline: timeline.map(({ id, at, kind, sentence, facts, request_id }) => ({
      id,
      at: iso(at),
      kind,
      sentence,
      facts,
      request_id,
    })),
  };
  return withoutTokens(bundle);
}

const presentAttempt = (kind: string, { startedAt, outcome, purpose, refusal }: Attempt) => ({
  at: iso(startedAt),
  kind,
  purpose,
  outcome,
  code: refusal?.code ?? null,
  subcode: refusal?.subcode ?? null,
  title: refusal?.title ?? null,
  message: refusal?.message ?? null,
  fbtrace_id: refusal?.fbtraceId ?? null,
  diagnosis: refusal ? presentDiagnosis(diagnose(refusal)) : null,
});

function withoutQuery(url: string | null): string | null {
  if (url === null || !URL.canParse(url)) return url;
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
}

/** The same for reading: one line per value, indented. */
export function asText(value: unknown, indent = ''): string {
  const lines = (entries: readonly (readonly [string, unknown])[]): string =>
    entries
      .map(([name, inner]) =>
        isNested(inner)
          ? `${indent}${name}:\n${asText(inner, `${indent}  `)}`
          : `${indent}${name}: ${scalar(inner)}\n`,
      )
      .join('');
  if (Array.isArray(value)) return lines(value.map((inner, index) => [`${index + 1}`, inner]));
  return isNested(value) ? lines(Object.entries(value)) : `${indent}${scalar(value)}\n`;
}

const isNested = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && Object.keys(value).length > 0;

const scalar = (value: unknown): string =>
  typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
