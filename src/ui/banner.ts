import type { ShownNumber } from '../api/schemas/number.js';
import type { Tone } from './components/notice.js';
import type { Incident } from './incident.js';
import { strings } from './strings.js';

/** The one thing that a banner offers. */
export type BannerButton =
  /** One of `next_actions`, by its id. */
  | { readonly kind: 'action'; readonly id: string; readonly label: string }
  /** Copies what can be sent to the customer. */
  | { readonly kind: 'copy_message' }
  | { readonly kind: 'link'; readonly href: string; readonly label: string }
  /** A link, for who may send. */
  | { readonly kind: 'send_test'; readonly href: string; readonly label: string };

/** What stands at the top of a number's page. Rows and words: design/console.md, table of banners. */
export interface Banner {
  readonly kind:
    | 'incident'
    | 'closed'
    | 'stale'
    | 'cannot_send'
    | 'cannot_receive'
    | 'just_live'
    | 'incomplete'
    | 'us'
    | 'meta'
    | 'time'
    | 'operator'
    | 'customer';
  readonly tone: Tone | 'busy';
  readonly title: string;
  readonly body: string;
  /** Shown as "We look again {in 4 minutes}."; null where that is not said. */
  readonly nextCheckAt: string | null;
  readonly button: BannerButton | null;
}

const HOUR = 3_600_000;
/** So long a number that went live is news. */
const JUST_LIVE = 24 * HOUR;

/**
 * Which banner a number has at `now`; null for one that is live with nothing to say. Pure. An incident comes first of all, then what makes the
 * rest old or beside the point, then whose move it is.
 */
export function bannerOf(
  number: ShownNumber,
  { now, incident }: { readonly now: number; readonly incident: Incident | null },
): Banner | null {
  if (incident !== null) return incidentBanner(incident);
  return (
    closed(number) ??
    stale(number) ??
    liveBut(number) ??
    incomplete(number) ??
    waiting(number) ??
    justLive(number, now)
  );
}

const words = strings.banner;

const incidentBanner = ({ since, numbers, code, reasons }: Incident): Banner => ({
  kind: 'incident',
  tone: 'waiting',
  title: words.incident.title(clock(since)),
  body: words.incident.body(numbers, code),
  nextCheckAt: null,
  button: {
    kind: 'link',
    href: `/numbers?reason=${reasons.join(',')}`,
    label: words.incident.button,
  },
});

function closed({ stage, onboarding }: ShownNumber): Banner | null {
  if (stage !== 'closed') return null;
  const { explanation } = onboarding;
  return banner(
    'closed',
    'neutral',
    words.closed.title,
    explanation,
    action(onboarding, 'add_again'),
  );
}

/** Nobody's move helps while nothing can be seen; where a person's move does (another token), that is said instead. */
function stale({ health: { freshness }, onboarding }: ShownNumber): Banner | null {
  const { waiting_on: waitingOn } = onboarding;
  if (!freshness.stale || freshness.taken_at === null || isPersons(waitingOn)) return null;
  return banner(
    'stale',
    'neutral',
    words.stale.title,
    words.stale.body(instant(freshness.taken_at)),
    action(onboarding, 'check'),
  );
}

function liveBut({ stage, conditions, onboarding }: ShownNumber): Banner | null {
  if (stage !== 'live') return null;
  const unmet = (type: string) =>
    conditions.find((condition) => condition.type === type && condition.status === 'not_met');
  const sending = unmet('can_send');
  const receiving = unmet('can_receive');
  const isSilent = onboarding.reason === 'silent';
  if (sending !== undefined && !isSilent) {
    const body = sentenceOf(sending, onboarding);
    return banner('cannot_send', 'bad', words.cannotSend.title, body, first(onboarding));
  }
  if (receiving === undefined && !isSilent) return null;
  const body = receiving === undefined ? onboarding.explanation : sentenceOf(receiving, onboarding);
  return banner('cannot_receive', 'bad', words.cannotReceive.title, body, first(onboarding));
}

/** The decision's sentence where it is about this, else the condition's own. */
const sentenceOf = (
  { reason, message }: ShownNumber['conditions'][number],
  onboarding: ShownNumber['onboarding'],
): string => (reason === onboarding.reason ? onboarding.explanation : message);

/** Whoever must act sees that the registration is what is missing; what else helps, perhaps more, stands beneath. */
function incomplete({ conditions, onboarding }: ShownNumber): Banner | null {
  const retry = onboarding.next_actions.find(({ id }) => id === 'retry');
  const isRegistered = conditions.some(
    ({ type, status }) => type === 'registered' && status === 'met',
  );
  if (!isPersons(onboarding.waiting_on) || retry?.allowed !== true || isRegistered) return null;
  const { limit, used } = onboarding.registration;
  return {
    ...banner(
      'incomplete',
      'bad',
      words.incomplete.title,
      words.incomplete.body(onboarding.explanation, limit - used, limit),
      null,
    ),
    button: { kind: 'action', id: 'retry', label: words.incomplete.button },
  };
}

function waiting({ onboarding }: ShownNumber): Banner | null {
  const { waiting_on: waitingOn, explanation, until, action: todo } = onboarding;
  const move = todo.replace(/\.$/, '');
  switch (waitingOn) {
    case 'us':
      return banner('us', 'busy', words.us.title, explanation, null);
    case 'meta':
      return {
        ...banner('meta', 'neutral', words.meta.title, explanation, action(onboarding, 'check')),
        nextCheckAt: onboarding.next_check_at,
      };
    case 'time':
      return banner(
        'time',
        'neutral',
        until === null ? words.time.titleOpen : words.time.title(instant(until)),
        explanation,
        reserved(onboarding),
      );
    case 'operator':
      return banner(
        'operator',
        'waiting',
        words.operator.title(move),
        explanation,
        first(onboarding),
      );
    case 'customer':
      return {
        ...banner('customer', 'waiting', words.customer.title(move), explanation, null),
        button: { kind: 'copy_message' },
      };
    default:
      return null;
  }
}

function justLive(number: ShownNumber, now: number): Banner | null {
  const { live_at: liveAt, created_at: createdAt, verified_name: name } = number;
  if (number.stage !== 'live' || liveAt === null || now - Date.parse(liveAt) > JUST_LIVE)
    return null;
  return {
    ...banner(
      'just_live',
      'good',
      words.justLive.title(name ?? number.display_phone_number ?? number.id),
      words.justLive.body(
        length(now - Date.parse(liveAt)),
        length(Date.parse(liveAt) - Date.parse(createdAt)),
      ),
      null,
    ),
    button: {
      kind: 'send_test',
      href: `/numbers/${number.id}/messages/new`,
      label: words.justLive.button,
    },
  };
}

const banner = (
  kind: Banner['kind'],
  tone: Banner['tone'],
  title: string,
  body: string,
  button: BannerButton | null,
): Banner => ({ kind, tone, title, body, nextCheckAt: null, button });

const isPersons = (waitingOn: string): boolean =>
  waitingOn === 'operator' || waitingOn === 'customer';

const first = ({ next_actions: [best] }: ShownNumber['onboarding']): BannerButton | null =>
  best === undefined ? null : { kind: 'action', id: best.id, label: best.label };

function action(
  { next_actions: actions }: ShownNumber['onboarding'],
  id: string,
): BannerButton | null {
  const found = actions.find((one) => one.id === id);
  return found === undefined ? null : { kind: 'action', id, label: found.label };
}

/** Automatic attempts stop before Meta's limit; the rest is a person's to spend. */
function reserved({ reason, registration }: ShownNumber['onboarding']): BannerButton | null {
  const left = registration.limit - registration.used;
  return reason === 'attempts_exhausted' && left > 0
    ? { kind: 'action', id: 'retry', label: words.time.reserved(left) }
    : null;
}

const instant = (iso: string): string => `${iso.slice(0, 16).replace('T', ' ')} UTC`;
const clock = (iso: string): string => `${iso.slice(11, 16)} UTC`;

const LENGTHS = [
  ['day', 24 * HOUR],
  ['hour', HOUR],
  ['minute', 60_000],
] as const;

/** "3 minutes", in the largest whole unit. */
function length(ms: number): string {
  for (const [unit, size] of LENGTHS) {
    const count = Math.floor(ms / size);
    if (count >= 1) return `${count} ${unit}${count === 1 ? '' : 's'}`;
  }
  return 'less than a minute';
}
