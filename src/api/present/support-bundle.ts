import { diagnose } from '../../messaging/diagnose.js';
import type { Attempt, Ledger } from '../../onboarding/ledger.js';
import type { Actor } from '../../operations/actor.js';
import { withoutTokens } from '../../operations/without-tokens.js';
import type { NumberView } from '../../store/number-views.js';
import type { TimelineRow } from '../../store/timeline.js';
import type { AppDependencies } from '../context.js';
import { presentDiagnosis } from '../../messaging/present-diagnosis.js';
import { iso } from './instant.js';
import { presentNumber } from './number.js';

/** The bundle; its inner parts are as elsewhere in the API. */
export interface SupportBundle {
  readonly [name: string]: unknown;
  taken_at: string;
  version: string;
  number: Omit<ReturnType<typeof presentNumber>, 'metadata'>;
  /** Of our Meta app; null where there is none. */
  app_id: string | null;
  attempts: BundledAttempt[];
  timeline: {
    id: string;
    at: string | null;
    kind: string;
    sentence: string;
    facts: object;
    request_id: string | null;
  }[];
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
  deps: Pick<
    AppDependencies,
    'clock' | 'publicUrl' | 'workflowLink' | 'version' | 'meta' | 'graphApi'
  >,
): SupportBundle {
  const { metadata: _metadata, callback, ...shown } = presentNumber(number, actor, deps);
  const bundle: SupportBundle = {
    taken_at: new Date(deps.clock.now()).toISOString(),
    version: deps.version,
    app_id: deps.meta.app?.id ?? null,
    number: {
      ...shown,
      callback: {
        ...callback,
        wanted: withoutQuery(callback.wanted),
        effective: withoutQuery(callback.effective),
      },
    },
    attempts: [
      ...ledger.registers.map((attempt) => presentAttempt('register', attempt, number, deps)),
      ...ledger.deregisters.map((attempt) => presentAttempt('deregister', attempt, number, deps)),
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

/** One attempt of the ledger, with the request as it is made. */
export type BundledAttempt = ReturnType<typeof presentAttempt>;

const presentAttempt = (
  kind: 'register' | 'deregister',
  { startedAt, outcome, purpose, refusal }: Attempt,
  number: Pick<NumberView, 'phone_number_id' | 'data_localization_region'>,
  { graphApi: { baseUrl, version } }: Pick<AppDependencies, 'graphApi'>,
) => ({
  at: iso(startedAt),
  kind,
  purpose,
  outcome,
  request: {
    method: 'POST',
    url: `${baseUrl}/${version}/${number.phone_number_id}/${kind}`,
    body: kind === 'register' ? registerBody(number) : null,
  },
  code: refusal?.code ?? null,
  subcode: refusal?.subcode ?? null,
  title: refusal?.title ?? null,
  message: refusal?.message ?? null,
  fbtrace_id: refusal?.fbtraceId ?? null,
  diagnosis: refusal ? presentDiagnosis(diagnose(refusal)) : null,
});

const registerBody = ({
  data_localization_region: region,
}: Pick<NumberView, 'data_localization_region'>) => ({
  messaging_product: 'whatsapp',
  pin: '[redacted]',
  ...(region !== null && { data_localization_region: region }),
});

function withoutQuery(url: string | null): string | null {
  if (url === null || !URL.canParse(url)) return url;
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
}
