import { diagnose } from '../../messaging/diagnose.js';
import { presentDiagnosis } from '../../messaging/present-diagnosis.js';
import { onboarding } from './number.js';

const AT = '2026-11-20T22:26:29.558Z';
const NUMBER_ID = '106540352200010';
const WABA_ID = '2033544400000001';

interface Change {
  readonly kind: string;
  readonly sentence: string;
  readonly facts?: Record<string, unknown>;
}

const happened = ({ kind, sentence, facts = {} }: Change) => ({
  change: { kind, sentence, facts, occurred_at: AT },
});

/** `change`: what happened; left out where the number's new stage says all. */
const ofNumber = (change: Change | null, previous?: Record<string, unknown>) => ({
  number: { id: NUMBER_ID, waba_id: WABA_ID, external_id: null, onboarding },
  ...(change !== null && happened(change)),
  ...(previous !== undefined && { previous }),
});

const ofWaba = (change: Change) => ({ waba: { id: WABA_ID }, ...happened(change) });

const ofToken = (change: Change, valid: boolean, expiresAt: string | null) => ({
  token: { last4: '0001', valid, scopes: [], expires_at: expiresAt },
  wabas: [{ id: WABA_ID }],
  ...happened(change),
});

const ofMessage = (status: string, error: Record<string, unknown> | null = null) => ({
  number: { id: NUMBER_ID },
  message: {
    id: '01a1fb12-51ff-7545-af7f-7343a78c5e4b',
    wamid: 'wamid.K57iyv7MsFCRnlYdup+lo0MoCXNyFAIY',
    status,
    recipient: '+972504370045',
    template_key: 'invitation',
    context: { event_id: '42' },
    at: AT,
    error,
  },
});

const failed = ofMessage('failed', {
  code: 131026,
  title: 'Message undeliverable',
  message: 'Message undeliverable',
  details: 'Message Undeliverable.',
  href: 'https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/',
});

const registering = { stage: 'registering', reason: 'in_progress' };

/** `data` of every type of event. Words: docs/events.md. */
const data: Readonly<Record<string, Record<string, unknown>>> = {
  'number.created': ofNumber({ kind: 'number_added', sentence: 'Dana added this number.' }),
  'number.stage_changed': ofNumber(null, registering),
  'number.live': ofNumber(null, { stage: 'activating', reason: 'activation_pending' }),
  'number.action_required': ofNumber(null, registering),
  'number.action_resolved': ofNumber(null, { stage: 'verifying', reason: 'code_needed' }),
  'number.attempt': ofNumber({
    kind: 'register',
    sentence: 'Meta accepted the registration.',
    facts: { kind: 'register', outcome: 'accepted' },
  }),
  'number.health_changed': ofNumber({
    kind: 'health_changed',
    sentence: "The number's quality rating is now YELLOW. It was GREEN before.",
    facts: { field: 'quality_rating', from: 'GREEN', to: 'YELLOW' },
  }),
  'number.name_decided': ofNumber({
    kind: 'name_decided',
    sentence: 'Meta approved the display name "Example Store".',
    facts: { decision: 'APPROVED', name: 'Example Store', rejection_reason: null },
  }),
  'number.webhooks_repaired': ofNumber({
    kind: 'webhooks_repaired',
    sentence: 'Our callback was gone; we set it again, and Meta shows that it works.',
    facts: { found: ['callback_gone'], done: ['callback_set'] },
  }),
  'number.deregistered': ofNumber({
    kind: 'deregistered',
    sentence: 'Somebody deregistered this number outside this service.',
    facts: { by: 'elsewhere' },
  }),
  'number.pin_changed': ofNumber({
    kind: 'pin_replaced',
    sentence: 'Meta accepted: replacing the two-step verification PIN.',
    facts: { outcome: 'accepted' },
  }),
  'number.coexistence_changed': ofNumber({
    kind: 'coexistence_changed',
    sentence: 'The WhatsApp Business app was disconnected.',
    facts: { state: 'disconnected' },
  }),
  'number.deadline_near': ofNumber({
    kind: 'deadline_near',
    sentence: 'Four days are left to register this number after its sign-up.',
    facts: { after: 'signup', deadline_at: '2026-11-24T22:26:29.558Z' },
  }),
  'number.silent': ofNumber({
    kind: 'silent',
    sentence: 'Nothing has arrived for this number for a day, which is unusual for it.',
  }),
  'number.superseded': ofNumber({
    kind: 'superseded',
    sentence: 'The account has the same digits under another id.',
    facts: { phone_number_id: '106540352200011', waba_id: WABA_ID },
  }),
  'number.closed': ofNumber(null, { stage: 'live', reason: 'live' }),
  'waba.updated': ofWaba({
    kind: 'waba_changed',
    sentence: "The WhatsApp account's review is now APPROVED. It was PENDING before.",
    facts: { field: 'account_review_status', from: 'PENDING', to: 'APPROVED' },
  }),
  'waba.restricted': ofWaba({
    kind: 'waba_changed',
    sentence: 'Meta restricts the WhatsApp account: it may not start conversations.',
    facts: { field: 'restrictions', from: null, to: 'RESTRICTED_BIZ_INITIATED_MESSAGING' },
  }),
  'waba.token_expiring': ofToken(
    {
      kind: 'token_expiring',
      sentence: 'The access token …0001 expires in 7 days. Replace it before.',
      facts: { days: 7 },
    },
    true,
    '2026-11-27T22:26:29.558Z',
  ),
  'waba.token_invalid': ofToken(
    {
      kind: 'token_invalid',
      sentence: 'Meta no longer accepts the access token …0001: it expired. Replace the token.',
      facts: { code: 190, subcode: 463, fbtrace_id: 'AWpIEmWBqLwT7tZuA21CBXw' },
    },
    false,
    null,
  ),
  'template.updated': ofWaba({
    kind: 'template_binding_broken',
    sentence:
      'The template "hina_invitation" (he) changed, so the key "invitation" no longer fits.',
    facts: { template: 'hina_invitation', language: 'he', binding: 'invitation' },
  }),
  'message.accepted': ofMessage('accepted'),
  'message.sent': ofMessage('sent'),
  'message.delivered': ofMessage('delivered'),
  'message.read': ofMessage('read'),
  'message.failed': {
    number: failed.number,
    message: { ...failed.message, diagnosis: presentDiagnosis(diagnose({ code: 131026 })) },
  },
  'message.received': {
    number: { id: NUMBER_ID },
    message: {
      wamid: 'wamid.HBgLMTIwMjU1NTAxMjMVAgASGBQzQUE5',
      from: '12025550123',
      type: 'text',
      occurred_at: AT,
      payload: {
        from: '12025550123',
        id: 'wamid.HBgLMTIwMjU1NTAxMjMVAgASGBQzQUE5',
        timestamp: '1795213589',
        type: 'text',
        text: { body: 'Are you open on Sunday?' },
      },
      contact: { wa_id: '12025550123', profile: { name: 'Dana' } },
    },
  },
  'event_endpoint.disabled': {
    endpoint: {
      id: '8dee3b88-a4a6-46c4-861f-4e5b288b502c',
      url: 'https://example.com/hook',
      description: 'Our CRM',
      disabled_reason: 'gone',
      failing_since: null,
    },
    sentence: 'The endpoint answered 410 Gone, so it is told nothing more.',
  },
  'event_endpoint.test': {
    endpoint: { id: '8dee3b88-a4a6-46c4-861f-4e5b288b502c' },
    sentence: 'This is a test: nothing happened.',
  },
};

const eventOf = (type: string) => ({
  id: 'evt_b6d34e47d6cd4c0a876c2b3d17e4d208',
  type,
  created_at: AT,
  api_version: 'v1',
  account_id: '1',
  sequence: '412',
  data: data[type],
  cause: {
    kind: type.startsWith('message.') ? 'meta_webhook' : 'timer',
    actor: null,
    request_id: null,
  },
});

/** One event of every type, and a batch, by type. */
export const eventExamples: Readonly<Record<string, unknown>> = {
  ...Object.fromEntries(Object.keys(data).map((type) => [type, eventOf(type)])),
  batch: {
    id: 'batch_3f1c0d9b8a7e6f5d4c3b2a1908f7e6d5',
    type: 'batch',
    created_at: AT,
    api_version: 'v1',
    account_id: '1',
    data: { events: [eventOf('message.delivered'), eventOf('message.read')] },
  },
};
