import type { EventEndpointRow } from '../store/tables.js';

const SENTENCES = {
  gone: 'The endpoint answered 410 Gone, so it is told nothing more.',
  failing: 'The endpoint took nothing for five days, so it is told nothing more.',
  asked: 'The endpoint was disabled by hand.',
} as const;

/** Why an endpoint is told nothing more, a whole sentence; null while it is. */
export const whyDisabled = ({
  disabled_reason: reason,
}: Pick<EventEndpointRow, 'disabled_reason'>): string | null =>
  reason === null ? null : SENTENCES[reason];

/** `data` of `event_endpoint.disabled`. The URL comes without its query, where people keep passwords. */
export function disabledData(endpoint: EventEndpointRow): Record<string, unknown> {
  const { origin, pathname } = new URL(endpoint.url);
  return {
    endpoint: {
      id: endpoint.id,
      url: `${origin}${pathname}`,
      description: endpoint.description,
      disabled_reason: endpoint.disabled_reason,
      failing_since: endpoint.failing_since?.toISOString() ?? null,
    },
    sentence: whyDisabled(endpoint),
  };
}
