import { describe, expect, test } from 'vitest';
import { checkBinding } from '../../src/messaging/check-binding.js';
import type { TemplateBinding } from '../../src/messaging/template-binding.js';
import {
  buildTemplate,
  checkStanding,
  checkTemplateObject,
} from '../../src/messaging/template-message.js';
import type { TemplateComponent } from '../../src/messaging/template-object.js';
import { fitBinding } from '../../src/messaging/fit-binding.js';
import { coupon, greeting, invitation, order, signIns } from './definitions.js';

const binding: TemplateBinding = {
  name: 'hina_invitation',
  language: 'he',
  header: { type: 'IMAGE', param: 'invitation_image_url' },
  body: ['contact_name'],
  buttons: [{ type: 'URL', index: 1, param: 'event_id' }],
};
const values = {
  contact_name: 'Dana',
  invitation_image_url: 'https://example.com/a.jpg',
  event_id: 42,
};

const HEADER = {
  type: 'header',
  parameters: [{ type: 'image', image: { link: 'https://example.com/a.jpg' } }],
};
const BODY = { type: 'body', parameters: [{ type: 'text', text: 'Dana' }] };
const BUTTON = {
  type: 'button',
  sub_type: 'url',
  index: '1',
  parameters: [{ type: 'text', text: '42' }],
};

const problemsOf = (bound: TemplateBinding, given: Record<string, string | number>) => {
  const built = buildTemplate(bound, given);
  return built.ok ? [] : built.problems.map(({ code, parameter }) => [code, parameter]);
};

describe('a binding that is filled', () => {
  test("is the template that Meta takes, in the seed's case", () => {
    expect(buildTemplate(binding, values)).toEqual({
      ok: true,
      template: {
        name: 'hina_invitation',
        language: { code: 'he' },
        components: [HEADER, BODY, BUTTON],
      },
    });
  });

  test.each([
    ['VIDEO', '1013859600285441', { type: 'video', video: { id: '1013859600285441' } }],
    [
      'DOCUMENT',
      ' https://example.com/a.pdf ',
      { type: 'document', document: { link: 'https://example.com/a.pdf' } },
    ],
    ['TEXT', 'Order 7', { type: 'text', text: 'Order 7' }],
  ] as const)('has a header of type %s', (type, value, parameter) => {
    const built = buildTemplate(
      { name: 'a', language: 'en', header: { type, param: 'h' } },
      { h: value },
    );
    expect(built).toMatchObject({
      template: { components: [{ type: 'header', parameters: [parameter] }] },
    });
  });

  test('names the variables of a template that does', () => {
    const built = buildTemplate(
      {
        name: 'order_update',
        language: 'en_US',
        header: { type: 'TEXT', param: 'order', variable: 'order_number' },
        body: { first_name: 'contact_name', item: 'item' },
      },
      { order: 7, contact_name: 'Dana', item: 'A lamp' },
    );
    expect(built).toMatchObject({
      template: {
        components: [
          {
            type: 'header',
            parameters: [{ type: 'text', parameter_name: 'order_number', text: '7' }],
          },
          {
            type: 'body',
            parameters: [
              { type: 'text', parameter_name: 'first_name', text: 'Dana' },
              { type: 'text', parameter_name: 'item', text: 'A lamp' },
            ],
          },
        ],
      },
    });
  });

  test('has buttons for a reply and a code', () => {
    const built = buildTemplate(
      {
        name: 'a',
        language: 'en',
        buttons: [
          { type: 'QUICK_REPLY', index: 0, param: 'answer' },
          { type: 'COPY_CODE', index: 1, param: 'coupon' },
        ],
      },
      { answer: 'yes:42', coupon: 'SAVE20' },
    );
    expect(built).toMatchObject({
      template: {
        components: [
          {
            sub_type: 'quick_reply',
            index: '0',
            parameters: [{ type: 'payload', payload: 'yes:42' }],
          },
          {
            sub_type: 'copy_code',
            index: '1',
            parameters: [{ type: 'coupon_code', coupon_code: 'SAVE20' }],
          },
        ],
      },
    });
  });

  test('needs no components when it reads no parameters', () => {
    expect(buildTemplate({ name: 'hello_world', language: 'en_US' }, {})).toEqual({
      ok: true,
      template: { name: 'hello_world', language: { code: 'en_US' } },
    });
  });
});

describe('values that cannot fill it', () => {
  test.each([
    ['missing', { contact_name: undefined }, [['parameter_missing', 'contact_name']]],
    ['empty', { contact_name: '  ' }, [['parameter_empty', 'contact_name']]],
    ['left over', { guest: '7' }, [['parameter_left_over', 'guest']]],
    [
      'a plain http link',
      { invitation_image_url: 'http://example.com/a.jpg' },
      [['link_not_https', 'invitation_image_url']],
    ],
    [
      'another protocol',
      { invitation_image_url: 'data:image/png;base64,AA' },
      [['link_not_https', 'invitation_image_url']],
    ],
    [
      'neither link nor id',
      { invitation_image_url: 'a.jpg' },
      [['not_media', 'invitation_image_url']],
    ],
    [
      'https and nothing else',
      { invitation_image_url: 'https://' },
      [['link_not_https', 'invitation_image_url']],
    ],
    [
      'several at once',
      { event_id: '', guest: 1 },
      [
        ['parameter_empty', 'event_id'],
        ['parameter_left_over', 'guest'],
      ],
    ],
    [
      'the name of a method',
      { contact_name: undefined, toString: 'x' },
      [
        ['parameter_missing', 'contact_name'],
        ['parameter_left_over', 'toString'],
      ],
    ],
  ])('%s', (_, change, expected) => {
    const given = Object.fromEntries(
      Object.entries({ ...values, ...change }).filter(([, value]) => value !== undefined),
    ) as Record<string, string | number>;
    expect(problemsOf(binding, given)).toEqual(expected);
  });
});

const check = (components: readonly TemplateComponent[], definition = invitation) =>
  checkTemplateObject(
    { name: definition.name, language: { code: definition.language }, components },
    definition,
  );

describe('a template object against its definition', () => {
  test('fits', () => {
    expect(check([HEADER, BODY, BUTTON])).toEqual([]);
    // Meta takes an index as a number and the payload of a quick reply, or none.
    expect(
      check([
        HEADER,
        BODY,
        { ...BUTTON, index: 1, sub_type: 'URL' },
        {
          type: 'button',
          sub_type: 'quick_reply',
          index: 0,
          parameters: [{ type: 'payload', payload: 'x' }],
        },
      ]),
    ).toEqual([]);
  });

  test.each<[string, readonly TemplateComponent[], string, string]>([
    [
      'no header',
      [BODY, BUTTON],
      'header_missing',
      'The header of the template is an image, and none is given.',
    ],
    [
      'another header',
      [{ type: 'header', parameters: [{ type: 'video', video: { id: '1' } }] }, BODY, BUTTON],
      'header_mismatch',
      'is an image, and a video is given',
    ],
    ['two headers', [HEADER, HEADER, BODY, BUTTON], 'header_mismatch', '2 values are given'],
    [
      'a header of nothing',
      [{ type: 'header', parameters: [{ type: 'image', image: {} }] }, BODY, BUTTON],
      'not_media',
      'neither a link nor',
    ],
    [
      'a link without https',
      [
        {
          type: 'header',
          parameters: [{ type: 'image', image: { link: 'http://a.example/x.jpg' } }],
        },
        BODY,
        BUTTON,
      ],
      'link_not_https',
      'http://a.example/x.jpg',
    ],
    [
      'too few values',
      [HEADER, BUTTON],
      'body_mismatch',
      'The body "שלום {{1}}, הוזמנתם לחינה!" has 1 variable, and no values are given.',
    ],
    [
      'too many values',
      [HEADER, { type: 'body', parameters: [...BODY.parameters, ...BODY.parameters] }, BUTTON],
      'body_mismatch',
      'has 1 variable, and 2 values are given.',
    ],
    [
      'an empty value',
      [HEADER, { type: 'body', parameters: [{ type: 'text', text: '' }] }, BUTTON],
      'parameter_empty',
      'A value for the body is empty',
    ],
    [
      'no button',
      [HEADER, BODY],
      'button_missing',
      'The button "לאישור הגעה" opens "https://example.com/rsvp/{{1}}", and no value for {{1}} is given.',
    ],
    [
      'a button beyond the last',
      [HEADER, BODY, BUTTON, { ...BUTTON, index: '2' }],
      'button_unexpected',
      'the buttons 0 "מגיעים", 1 "לאישור הגעה"',
    ],
    [
      'a button of another type',
      [HEADER, BODY, BUTTON, { ...BUTTON, index: '0' }],
      'button_mismatch',
      '"מגיעים" is of type QUICK_REPLY',
    ],
    [
      'a button of two values',
      [HEADER, BODY, { ...BUTTON, parameters: [...BUTTON.parameters, ...BUTTON.parameters] }],
      'button_mismatch',
      'takes one value, and 2 are given',
    ],
    [
      'an address without its end',
      [HEADER, BODY, { ...BUTTON, parameters: [{ type: 'text', text: ' ' }] }],
      'parameter_empty',
      '"לאישור הגעה" is given an empty value',
    ],
    [
      'an address whose end is not there',
      [HEADER, BODY, { ...BUTTON, parameters: [{ type: 'text' }] }],
      'parameter_empty',
      '"לאישור הגעה" is given an empty value',
    ],
  ])('%s', (_, components, code, message) => {
    const problems = check(components);
    expect(problems.map((problem) => problem.code)).toEqual([code]);
    expect(problems[0]?.message).toContain(message);
  });

  test.each(['IMAGE', 'video', 'document', 'location'])(
    'a text takes no value of type %s, whatever its variables are called',
    (type) => {
      const kind = type.toLowerCase();
      const media = [{ type, [kind]: { link: 'https://example.com/a' } }];
      const a = kind === 'image' ? 'an image' : `a ${kind}`;
      const message = `The header of the template is text, and ${a} is given.`;
      expect(check([{ type: 'header', parameters: media }], greeting)).toEqual([
        { code: 'header_mismatch', parameter: null, message },
      ]);
      expect(check([{ type: 'header', parameters: media }], order)).toContainEqual({
        code: 'header_mismatch',
        parameter: null,
        message,
      });
      expect(check([HEADER, { type: 'body', parameters: media }, BUTTON])).toEqual([
        {
          code: 'body_mismatch',
          parameter: null,
          message: `The body of the template is text, and ${a} is given.`,
        },
      ]);
    },
  );

  test.each(['text', 'currency', 'a_type_of_2027'])('a text takes a value of type %s', (type) => {
    const value = { type, text: 'Dana', [type]: 'Dana' };
    expect(check([{ type: 'header', parameters: [value] }], greeting)).toEqual([]);
  });

  test('says when a variable is not named as the template names it', () => {
    const named = (first: string) => [
      { type: 'header', parameters: [{ type: 'text', parameter_name: 'order_number', text: '7' }] },
      {
        type: 'body',
        parameters: [
          { type: 'text', parameter_name: first, text: 'Dana' },
          { type: 'text', parameter_name: 'item', text: 'A lamp' },
        ],
      },
    ];
    expect(check(named('first_name'), order)).toEqual([]);
    expect(check(named('name'), order)[0]?.message).toContain(
      'names its variables (first_name, item), and given are: name, item.',
    );
    const [problem] = check(
      [{ type: 'body', parameters: [{ type: 'text', text: 'Dana' }] }],
      order,
    ).slice(1);
    expect(problem?.message).toContain('given are: 1 without a name.');
  });

  test('wants the code of a button that copies, and no value for a fixed address', () => {
    expect(check([], coupon)[0]?.message).toBe(
      'The button "Copy offer code" copies a code, and no code is given.',
    );
    const copied = {
      type: 'button',
      sub_type: 'copy_code',
      index: '0',
      parameters: [{ type: 'coupon_code', coupon_code: 'X' }],
    };
    expect(check([copied], coupon)).toEqual([]);
    const nothing = { ...copied, parameters: [{ type: 'coupon_code', coupon_code: '' }] };
    expect(check([nothing], coupon)).toMatchObject([{ code: 'parameter_empty' }]);
    expect(check([copied, BUTTON], coupon)[0]?.message).toContain(
      'fixed address "https://example.com/shop"',
    );
    expect(check([copied, BODY], coupon)[0]?.message).toContain(
      'has no variables, and 1 value is given',
    );
    expect(check([copied, HEADER], coupon)[0]?.message).toContain('no header');
  });
});

describe.each(signIns)('an authentication template with the button %j', (signIn) => {
  const binding = (type: 'URL' | 'COPY_CODE' | 'QUICK_REPLY') => ({
    name: 'sign_in',
    language: 'en',
    body: ['code'],
    buttons: [{ type, index: 0, param: 'code' }],
  });

  test.each(['COPY_CODE', 'URL'] as const)('takes %s, one code for text and button', (type) => {
    expect(checkBinding(binding(type), [signIn])).toEqual([]);
    const built = buildTemplate(fitBinding(binding(type), signIn), { code: '123456' });
    const parameters = [{ type: 'text', text: '123456' }];
    expect(built).toMatchObject({
      template: {
        components: [
          { type: 'body', parameters },
          { type: 'button', sub_type: 'url', index: '0', parameters },
        ],
      },
    });
  });

  test('says what is wrong without a word about URLs that nobody bound', () => {
    const says = (given: TemplateBinding) =>
      checkBinding(given, [signIn]).map(({ message }) => message);
    expect(says({ ...binding('URL'), buttons: [] })).toEqual([
      'The button "Copy code" copies a code, and no code is given.',
    ]);
    expect(says(binding('QUICK_REPLY'))).toEqual([
      'The button "Copy code" takes the one-time code (COPY_CODE in a binding, sub_type url as Meta has it), and a value for QUICK_REPLY is given.',
    ]);
  });
});

describe('a template may be sent', () => {
  const standing = (status: string, language = 'he') =>
    checkStanding({ name: 'hina_invitation', language }, [
      {
        ...invitation,
        status,
        rejectedReason: status === 'REJECTED' ? 'INCORRECT_CATEGORY' : 'NONE',
      },
    ]);

  test.each(['APPROVED', 'A_STATUS_OF_2027'])('when it is %s', (status) => {
    expect(standing(status)).toEqual([]);
  });

  test.each([
    ['PAUSED', 'paused', 'is paused'],
    ['REJECTED', 'not_approved', 'Meta says REJECTED, for the reason INCORRECT_CATEGORY.'],
    ['PENDING', 'not_approved', 'Meta says PENDING.'],
    ['DISABLED', 'not_approved', 'Meta says DISABLED.'],
  ])('not when it is %s', (status, code, message) => {
    expect(standing(status)).toMatchObject([{ code, message: expect.stringContaining(message) }]);
  });

  test('not in a language that it does not have, nor when it is not there', () => {
    expect(standing('APPROVED', 'he_IL')[0]).toMatchObject({
      code: 'language_unknown',
      message: 'The template "hina_invitation" exists in he, and not in he_IL.',
    });
    expect(checkStanding(binding, [])[0]?.code).toBe('template_missing');
  });
});

describe('a binding against the definition', () => {
  test('fits, or says what does not, before any message is sent', () => {
    expect(checkBinding(binding, [invitation])).toEqual([]);
    expect(
      checkBinding({ ...binding, header: null, body: [] }, [invitation]).map(({ code }) => code),
    ).toEqual(['header_missing', 'body_mismatch']);
    expect(
      checkBinding(binding, [{ ...invitation, status: 'PAUSED' }]).map(({ code }) => code),
    ).toEqual(['paused']);
    expect(
      checkBinding({ ...binding, language: 'en' }, [invitation]).map(({ code }) => code),
    ).toEqual(['language_unknown']);
  });

  test.each([
    ['IMAGE', greeting],
    ['VIDEO', greeting],
    ['DOCUMENT', order],
  ] as const)('has no header of type %s for one that is text', (type, definition) => {
    const { name, language } = definition;
    const header = { type, param: 'h' };
    const isNamed = definition.parameterFormat === 'NAMED';
    const body = isNamed ? ['first_name', 'item'] : [];
    const what = type === 'IMAGE' ? 'an image' : `a ${type.toLowerCase()}`;
    expect(checkBinding({ name, language, header, body }, [definition])).toEqual([
      {
        code: 'header_mismatch',
        parameter: null,
        message: `The header of the template is text, and ${what} is given.`,
      },
    ]);
  });

  test('cannot fill a carousel', () => {
    const carousel = { ...coupon, components: [{ type: 'CAROUSEL', cards: [] }] };
    expect(
      checkBinding({ name: 'coupon', language: 'en' }, [carousel]).map(({ code }) => code),
    ).toEqual(['component_unsupported']);
  });
});
