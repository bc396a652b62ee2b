import type { BundledAttempt, SupportBundle } from './support-bundle.js';

/** The bundle for reading: first what Meta's support asks for, in sentences, then all of it, one line per value. */
export function supportBundleText(bundle: SupportBundle): string {
  const { number, attempts, timeline } = bundle;
  const { onboarding, health } = number;
  const sections = {
    [`Support bundle of ${bundle.taken_at}, version ${bundle.version}`]: [
      `${number.display_phone_number ?? 'Number not read yet'} ${number.verified_name ?? ''}`,
      `Phone number id ${number.id}`,
      `WhatsApp account ${number.waba_id}`,
      `Business portfolio ${health.business.portfolio_id ?? 'not known'}`,
      `App ${bundle.app_id ?? 'not known'}`,
    ],
    'Where it stands': [
      `${onboarding.stage}, ${onboarding.reason}, since ${onboarding.reason_since}`,
      onboarding.explanation,
      onboarding.action,
    ],
    'What Meta says of sending': health.can_send.entities.flatMap(
      ({ type, can_send: canSend, errors }) => [
        `${type}: ${canSend ?? 'not said'}`,
        ...errors.map(({ code, description }) => `  ${code}: ${description}`),
      ],
    ),
    'Attempts at registering, newest first': attempts.flatMap(attemptLines),
    'What happened, newest first': timeline.map(({ at, sentence }) => `${at} ${sentence}`),
  };
  const head = Object.entries(sections).map(([title, lines]) =>
    [title, ...(lines.length === 0 ? ['Nothing.'] : lines).map((line) => `  ${line}`), ''].join(
      '\n',
    ),
  );
  return `${head.join('\n')}\nAll of it\n${asText(bundle, '  ')}`;
}

const attemptLines = ({
  at,
  kind,
  outcome,
  code,
  subcode,
  title,
  message,
  fbtrace_id: trace,
  request,
}: BundledAttempt): string[] => [
  `${at} ${kind}: ${outcome}`,
  `  ${request.method} ${request.url} ${request.body === null ? '' : JSON.stringify(request.body)}`,
  ...(code === null
    ? []
    : [
        `  ${[code, subcode].filter((one) => one !== null).join('/')}: ${[title, message].filter((one) => one !== null).join(': ')}`,
      ]),
  ...(trace === null ? [] : [`  fbtrace_id ${trace}`]),
];

/** Any value for reading: one line per value, indented. */
function asText(value: unknown, indent: string): string {
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
