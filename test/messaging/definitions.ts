import type { DefinedButton, TemplateDefinition } from '../../src/messaging/template-definition.js';

/** The seed's case: Hebrew, an image header, one variable, a URL button. As `GET /{waba}/message_templates` lists it. */
export const invitation: TemplateDefinition = {
  name: 'hina_invitation',
  language: 'he',
  status: 'APPROVED',
  category: 'MARKETING',
  parameterFormat: 'POSITIONAL',
  rejectedReason: 'NONE',
  components: [
    { type: 'HEADER', format: 'IMAGE', example: { header_handle: ['https://scontent.example/x'] } },
    { type: 'BODY', text: 'שלום {{1}}, הוזמנתם לחינה!', example: { body_text: [['דנה']] } },
    { type: 'FOOTER', text: 'נשמח לראותכם' },
    {
      type: 'BUTTONS',
      buttons: [
        { type: 'QUICK_REPLY', text: 'מגיעים' },
        {
          type: 'URL',
          text: 'לאישור הגעה',
          url: 'https://example.com/rsvp/{{1}}',
          example: ['https://example.com/rsvp/42'],
        },
      ],
    },
  ],
};

export const order: TemplateDefinition = {
  name: 'order_update',
  language: 'en_US',
  status: 'APPROVED',
  category: 'UTILITY',
  parameterFormat: 'NAMED',
  rejectedReason: null,
  components: [
    { type: 'HEADER', format: 'TEXT', text: 'Order {{order_number}}' },
    { type: 'BODY', text: 'Hello {{first_name}}, {{item}} is on its way. Bye {{first_name}}.' },
  ],
};

/** A header of text with a variable, which is numbered. */
export const greeting: TemplateDefinition = {
  name: 'greeting',
  language: 'en',
  status: 'APPROVED',
  category: 'UTILITY',
  parameterFormat: 'POSITIONAL',
  rejectedReason: 'NONE',
  components: [
    { type: 'HEADER', format: 'TEXT', text: 'Dear {{1}}' },
    { type: 'BODY', text: 'Your table is ready.' },
  ],
};

const ofCode = (button: DefinedButton): TemplateDefinition => ({
  name: 'sign_in',
  language: 'en',
  status: 'APPROVED',
  category: 'AUTHENTICATION',
  parameterFormat: 'POSITIONAL',
  rejectedReason: 'NONE',
  components: [
    { type: 'BODY', text: '*{{1}}* is your verification code.' },
    { type: 'BUTTONS', buttons: [button] },
  ],
});

/** An authentication template, in each of the ways in which Meta lists its button. */
export const signIns: readonly TemplateDefinition[] = [
  ofCode({ type: 'OTP', otp_type: 'COPY_CODE', text: 'Copy code' }),
  ofCode({ type: 'OTP', otp_type: 'ONE_TAP', text: 'Copy code', autofill_text: 'Autofill' }),
  ofCode({
    type: 'URL',
    text: 'Copy code',
    url: 'https://www.whatsapp.com/otp/code/?otp_type=COPY_CODE&code=otp{{1}}',
  }),
];

export const coupon: TemplateDefinition = {
  name: 'coupon',
  language: 'en',
  status: 'APPROVED',
  category: 'MARKETING',
  parameterFormat: null,
  rejectedReason: null,
  components: [
    { type: 'BODY', text: 'Here is your coupon.' },
    {
      type: 'BUTTONS',
      buttons: [
        { type: 'COPY_CODE', text: 'Copy offer code', example: ['SAVE20'] },
        { type: 'URL', text: 'Shop', url: 'https://example.com/shop' },
      ],
    },
  ],
};
