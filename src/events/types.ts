/** Every type of event that an account can be told of. Open: later releases add to it. Design: api.md §5. */
export const EVENT_TYPES = [
  'number.created',
  'number.stage_changed',
  'number.live',
  'number.action_required',
  'number.action_resolved',
  'number.attempt',
  'number.health_changed',
  'number.name_decided',
  'number.webhooks_repaired',
  'number.deregistered',
  'number.pin_changed',
  'number.coexistence_changed',
  'number.deadline_near',
  'number.silent',
  'number.superseded',
  'number.closed',
  'waba.updated',
  'waba.restricted',
  'waba.token_expiring',
  'waba.token_invalid',
  'template.updated',
  'message.accepted',
  'message.sent',
  'message.delivered',
  'message.read',
  'message.failed',
  'message.received',
  'event_endpoint.disabled',
] as const;
export type EventType = (typeof EVENT_TYPES)[number];

/** Sent by `POST /v1/event-endpoints/{id}/test` only; stands in no sequence. */
export const TEST_EVENT = 'event_endpoint.test';

/** What wraps events that go in one request. */
export const BATCH = 'batch';

/** Patterns that select types: each type, each family (`number.*`), and `*`. */
export const TYPE_PATTERNS: ReadonlySet<string> = new Set([
  '*',
  ...EVENT_TYPES,
  ...EVENT_TYPES.map((type) => `${type.split('.')[0]}.*`),
]);
