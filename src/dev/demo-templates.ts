/** A template of the demo, as `PUT /_sim/wabas/{id}` takes it. */
export interface DemoTemplate {
  readonly name: string;
  readonly language: string;
  readonly category: string;
  readonly status?: string;
  readonly components: readonly unknown[];
}

/** What every WhatsApp account of the demo has: one of each kind that a binding knows, one that cannot be sent. */
export const demoTemplates: readonly DemoTemplate[] = [
  {
    name: 'hina_invitation',
    language: 'he',
    category: 'MARKETING',
    components: [
      { type: 'HEADER', format: 'IMAGE' },
      { type: 'BODY', text: 'שלום {{1}}, אתם מוזמנים לחגוג איתנו את החינה!' },
      { type: 'FOOTER', text: 'נשמח לראותכם' },
      {
        type: 'BUTTONS',
        buttons: [{ type: 'URL', text: 'לאישור הגעה', url: 'https://example.com/rsvp/{{1}}' }],
      },
    ],
  },
  {
    name: 'order_update',
    language: 'en_US',
    category: 'UTILITY',
    components: [
      { type: 'HEADER', format: 'TEXT', text: 'Order {{order_number}}' },
      { type: 'BODY', text: 'Hello {{first_name}}, {{item}} is on its way to you.' },
      { type: 'BUTTONS', buttons: [{ type: 'QUICK_REPLY', text: 'Thank you' }] },
    ],
  },
  {
    name: 'summer_offer',
    language: 'en',
    category: 'MARKETING',
    status: 'PAUSED',
    components: [
      { type: 'BODY', text: 'Twenty percent off, this week only.' },
      { type: 'BUTTONS', buttons: [{ type: 'COPY_CODE', text: 'Copy offer code' }] },
    ],
  },
];

/** A key of the demo from its start, so that a test message can be sent at once; by key, the body of `PUT /v1/template-bindings/{key}`. */
export const demoBindings = {
  order_update: {
    name: 'order_update',
    language: 'en_US',
    header: { type: 'TEXT', param: 'order_number', variable: 'order_number' },
    body: { first_name: 'first_name', item: 'item' },
  },
} as const;
