import type { HealthEntity, PhoneNode } from './normalise.js';
import type { WabaFacts } from './observation.js';

/** Something that is otherwise than it was, in a whole sentence. */
export interface Edge {
  /** Meta's name of the field. */
  readonly field: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly sentence: string;
}

type Field = readonly [name: string, label: string, value: (node: PhoneNode) => string | null];

/** Health is what Meta may change behind our back; what the number is called or where its messages go is told otherwise. */
const NODE_FIELDS: readonly Field[] = [
  ['status', 'status', ({ status }) => status],
  ['quality_rating', 'quality rating', ({ qualityRating }) => qualityRating],
  ['throughput', 'throughput', ({ throughputLevel }) => throughputLevel],
  [
    'whatsapp_business_manager_messaging_limit',
    'messaging limit',
    ({ messagingLimit }) => messagingLimit,
  ],
  ['name_status', "display name's status", ({ nameStatus }) => nameStatus],
  ['new_name_status', "new display name's status", ({ newNameStatus }) => newNameStatus],
  ['account_mode', 'account mode', ({ accountMode }) => accountMode],
  ['platform_type', 'platform', ({ platformType }) => platformType],
];

/** What changed in the number's health from one node to the next; empty for the first. A field that Meta leaves out says nothing. */
export function healthEdges(before: PhoneNode | null, after: PhoneNode): Edge[] {
  if (before === null) return [];
  const fields = NODE_FIELDS.flatMap(([field, label, value]) =>
    edge(field, `the number's ${label}`, value(before), value(after)),
  );
  const types = [...new Set([...before.health, ...after.health].map(({ type }) => type))];
  const entities = types.flatMap((type) => {
    const [from, to] = [before, after].map(({ health }) => standing(health, type)) as [
      string | null,
      string | null,
    ];
    return edge(
      `health_status.${type}`,
      `what Meta says of sending by ${ENTITIES[type] ?? type}`,
      from,
      to,
    );
  });
  // The overall value follows from its entities.
  const overall =
    entities.length > 0
      ? []
      : edge('health_status', "the number's ability to send", before.canSend, after.canSend);
  return [...fields, ...entities, ...overall];
}

const ENTITIES: Readonly<Record<string, string>> = {
  PHONE_NUMBER: 'the phone number',
  WABA: 'the WhatsApp account',
  BUSINESS: 'the business',
  APP: 'the app',
};

/** `BLOCKED (141006)`. */
function standing(health: readonly HealthEntity[], type: string): string | null {
  const entity = health.find((one) => one.type === type);
  if (entity === undefined || entity.canSend === null) return null;
  const codes = entity.errors.flatMap(({ code }) => (code === null ? [] : [code])).join(', ');
  return codes === '' ? entity.canSend : `${entity.canSend} (${codes})`;
}

/** What changed in the WABA from one read to the next; empty for the first. */
export function wabaEdges(before: WabaFacts | null, after: WabaFacts): Edge[] {
  if (before === null) return [];
  return [
    ...edge('name', "the WhatsApp account's name", before.name, after.name),
    ...edge(
      'owner_business_info',
      "the WhatsApp account's owner",
      before.portfolioId,
      after.portfolioId,
    ),
    ...edge(
      'account_review_status',
      "the WhatsApp account's review",
      before.reviewStatus,
      after.reviewStatus,
    ),
    ...edge(
      'health_status',
      "the WhatsApp account's ability to send",
      before.canSend,
      after.canSend,
    ),
  ];
}

const RESTRICTING: readonly (string | null)[] = ['BLOCKED', 'REJECTED'];

/** Does this edge of a WABA take something away? */
export const isRestricting = ({ to }: Edge): boolean => RESTRICTING.includes(to);

function edge(field: string, what: string, from: string | null, to: string | null): Edge[] {
  if (from === to || to === null) return [];
  const was = from === null ? '' : ` It was ${from} before.`;
  return [{ field, from, to, sentence: `${capital(what)} is now ${to}.${was}` }];
}

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);
