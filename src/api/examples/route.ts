import { eventExamples } from './event.js';
import { failedTimeline } from './message.js';

const INBOX = '/api/v1/accounts/{account_id}/inboxes/{inbox_id}';

/** Where a schema has no name of its own: by method, path, and status or `body`. */
export const routeExamples: Readonly<Record<string, unknown>> = {
  'GET /healthz 200': { status: 'ok', version: '0.1.0' },
  'GET /readyz 200': {
    status: 'ready',
    missing: [],
    degraded: [],
    parts: {
      postgres: { ok: true, detail: null },
      migrations: { ok: true, detail: null },
      temporal: { ok: true, detail: null },
    },
    webhooks: { ack_ms: { p50: 3, p99: 12 }, in_flight: 0, backlog: { waiting: 0, oldest_s: 0 } },
  },
  'GET /readyz 503': {
    status: 'not_ready',
    missing: ['postgres'],
    degraded: [],
    parts: { postgres: { ok: false, detail: 'Postgres does not answer.' } },
    webhooks: { ack_ms: null, in_flight: 0, backlog: null },
  },
  'POST /v1/numbers/retry 202': {
    matched: 12,
    accepted: 11,
    refused: [{ id: '106540352200014', code: 'confirmation_required' }],
  },
  'POST /v1/numbers/{id}/retry body': { confirm_attempts_left: 2 },
  'POST /v1/numbers/{id}/code-requests body': { method: 'SMS', language: 'en_US' },
  'POST /v1/numbers/{id}/display-name body': { new_display_name: 'Example Store Tel Aviv' },
  'PUT /v1/numbers/{id}/pin body': { pin: '482916' },
  'GET /v1/numbers/{id}/support-bundle 200 text/plain':
    "Support bundle of 2026-11-20T22:27:23.650Z, version 0.1.0\n  +1 202-555-0110 Bella's Bakery\n  Phone number id 106540352200010\n  WhatsApp account 2033544400000001\n  Business portfolio 9033544400000001\n\nWhere it stands\n  live, live, since 2026-11-20T22:26:29.558Z\n  …",
  'POST /v1/numbers/{id}/messages 200': {
    valid: true,
    recipient: '+972504370045',
    recipient_country: 'IL',
    reading: '"0504370045" was read as a number in IL: +972504370045.',
    request: failedTimeline.request,
  },
  'GET /v1/messages/{id}/timeline 200': failedTimeline,
  'PUT /v1/wabas/{waba_id}/token body': { access_token: 'EAA…' },
  'GET /v1/events 200': {
    data: [eventExamples['number.live']],
    has_more: false,
    next: 'WyI0MTIiXQ',
  },
  [`POST ${INBOX}/register_webhook 200`]: { message: 'Webhook registered successfully' },
  [`POST ${INBOX}/sync_templates 200`]: { message: 'Template sync initiated successfully' },
  'POST /api/v1/accounts/{account_id}/whatsapp/authorization 200': {
    success: true,
    id: 17,
    name: "Bella's Bakery",
    channel_type: 'whatsapp',
    message: 'Inbox created successfully',
  },
  'POST /api/v1/accounts/{account_id}/whatsapp/authorization 422': {
    success: false,
    error: 'Meta does not accept the code of this sign-up.',
  },
};
