import { diagnose } from '../../messaging/diagnose.js';
import { presentDiagnosis } from '../../messaging/present-diagnosis.js';

const diagnosis = presentDiagnosis(diagnose({ code: 131026 }));

const binding = {
  name: 'hina_invitation',
  language: 'he',
  header: {
    type: 'IMAGE',
    param: 'invitation_image_url',
  },
  body: ['contact_name'],
  buttons: [
    {
      type: 'URL',
      index: 0,
      param: 'event_id',
    },
  ],
};

/** Of the demo. */
export const template = {
  id: '719113200782170',
  name: 'hina_invitation',
  language: 'he',
  status: 'APPROVED',
  category: 'MARKETING',
  previous_category: null,
  correct_category: null,
  quality: 'UNKNOWN',
  parameter_format: 'POSITIONAL',
  rejected_reason: 'NONE',
  components: [
    {
      type: 'HEADER',
      format: 'IMAGE',
    },
    {
      text: 'שלום {{1}}, אתם מוזמנים לחגוג איתנו את החינה!',
      type: 'BODY',
    },
    {
      text: 'נשמח לראותכם',
      type: 'FOOTER',
    },
    {
      type: 'BUTTONS',
      buttons: [
        {
          url: 'https://example.com/rsvp/{{1}}',
          text: 'לאישור הגעה',
          type: 'URL',
        },
      ],
    },
  ],
  changed_at: '2026-11-20T22:26:22.258Z',
  synced_at: '2026-11-20T22:26:23.960Z',
  gone_at: null,
};

/** About messages and templates, by the names of their schemas. */
export const messageExamples = {
  NewMessage: {
    to: '0504370045',
    default_country: 'IL',
    template_key: 'invitation',
    context: {
      event_id: '42',
    },
    params: {
      contact_name: 'Dana',
      invitation_image_url: 'https://example.com/invitation.png',
      event_id: '42',
    },
  },
  Message: {
    id: '01a1fb12-5215-7145-913d-e5b726223c79',
    wamid: 'wamid.a+FHEA0ewbJwzF9cS52E52zuJEwznC4w',
    status: 'failed',
    explanation: null,
    number_id: '106540352200010',
    waba_id: '2033544400000001',
    to: '0500131026',
    recipient: '+972500131026',
    recipient_country: 'IL',
    wa_id: '972500131026',
    user_id: null,
    context: {
      event_id: '42',
    },
    type: 'template',
    template: {
      key: 'invitation',
      name: 'hina_invitation',
      language: 'he',
    },
    created_at: '2026-11-20T22:27:24.309Z',
    accepted_at: '2026-11-20T22:27:24.313Z',
    sent_at: null,
    delivered_at: null,
    read_at: null,
    played_at: null,
    failed_at: '2026-11-20T22:27:24.000Z',
    next_attempt_at: null,
    attempts: 1,
    error: {
      code: 131026,
      subcode: null,
      title: 'Message undeliverable',
      message: 'Message undeliverable',
      details: 'Message Undeliverable.',
      href: 'https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/',
      fbtrace_id: null,
      stopped: null,
    },
    diagnosis: diagnosis,
    is_contradictory: false,
    late: null,
    pricing: null,
    conversation: null,
    can_send_again: true,
    again_of: null,
    again_id: null,
  },
  DeliveryReport: {
    number_id: '106540352200010',
    created_after: '2026-11-13T22:27:36.491Z',
    created_before: '2026-11-20T22:27:36.491Z',
    total: 2,
    by_status: {
      read: 1,
      failed: 1,
    },
    by_code: [
      {
        code: 131026,
        count: 1,
        diagnosis: diagnosis,
      },
    ],
    delivered_rate: 0.5,
    read_rate: 1,
    times: {
      accepted_to_sent: {
        p95_s: null,
        median_s: null,
      },
      sent_to_delivered: {
        p95_s: 0,
        median_s: 0,
      },
      delivered_to_read: {
        p95_s: 1,
        median_s: 1,
      },
    },
    worst_templates: [
      {
        name: 'hina_invitation',
        total: 2,
        failed: 1,
        language: 'he',
        delivered: 1,
        under_way: 0,
        delivered_rate: 0.5,
      },
    ],
  },
  Template: template,
  TemplateSync: {
    waba_id: '2033544400000001',
    attempted_at: '2026-11-20T22:26:23.960Z',
    synced_at: '2026-11-20T22:26:23.960Z',
    error: null,
  },
  TemplateBindingInput: binding,
  TemplateBinding: {
    key: 'invitation',
    ...binding,
    created_at: '2026-11-20T22:27:24.141Z',
    updated_at: '2026-11-20T22:27:24.141Z',
    wabas: [
      {
        waba_id: '2033544400000001',
        ok: true,
        problems: [],
      },
    ],
  },
  DiagnosisRow: {
    ...diagnosis,
    codes: [131026, 131026],
    subcodes: [],
    text_includes: [],
  },
  DiagnosisPage: {
    ...diagnosis,
    variants: [],
  },
};

/** What became of a message that failed, step by step. */
export const failedTimeline = {
  id: '01a1fb12-5215-7145-913d-e5b726223c79',
  wamid: 'wamid.a+FHEA0ewbJwzF9cS52E52zuJEwznC4w',
  status: 'failed',
  request: {
    messaging_product: 'whatsapp',
    recipient_type: 'individual',
    to: '+972500131026',
    type: 'template',
    template: {
      name: 'hina_invitation',
      language: {
        code: 'he',
      },
      components: [
        {
          type: 'header',
          parameters: [
            {
              type: 'image',
              image: {
                link: 'https://example.com/invitation.png',
              },
            },
          ],
        },
        {
          type: 'body',
          parameters: [
            {
              type: 'text',
              text: 'Dana',
            },
          ],
        },
        {
          type: 'button',
          sub_type: 'url',
          index: '0',
          parameters: [
            {
              type: 'text',
              text: '42',
            },
          ],
        },
      ],
    },
    biz_opaque_callback_data: '01a1fb12-5215-7145-913d-e5b726223c79',
  },
  data: [
    {
      kind: 'failed',
      at: '2026-11-20T22:27:24.000Z',
      received_at: '2026-11-20T22:27:24.817Z',
      detail: diagnosis.meaning,
      facts: {
        recipient: '972500131026',
        errors: [
          {
            code: 131026,
            href: 'https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/',
            title: 'Message undeliverable',
            message: 'Message undeliverable',
            error_data: {
              details: 'Message Undeliverable.',
            },
          },
        ],
      },
      gap_s: null,
    },
    {
      kind: 'created',
      at: '2026-11-20T22:27:24.309Z',
      received_at: null,
      detail: null,
      facts: {
        actor: 'Platform key',
        request_id: '1648ff3c-736c-4a24-80db-ca2e70a6d835',
      },
      gap_s: 0.309,
    },
    {
      kind: 'send_accepted',
      at: '2026-11-20T22:27:24.311Z',
      received_at: '2026-11-20T22:27:24.313Z',
      detail: null,
      facts: {},
      gap_s: 0.002,
    },
  ],
};
