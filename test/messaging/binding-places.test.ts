import { expect, test } from 'vitest';
import { bindingAt, placesOf } from '../../src/messaging/binding-places.js';
import { checkBinding } from '../../src/messaging/check-binding.js';
import { signIns } from './definitions.js';
import type { TemplateDefinition } from '../../src/messaging/template-definition.js';

const template = (
  components: TemplateDefinition['components'],
  parameterFormat: string | null = null,
): TemplateDefinition => ({
  name: 'welcome',
  language: 'en',
  status: 'APPROVED',
  category: 'UTILITY',
  parameterFormat,
  components,
  rejectedReason: null,
});

const TEMPLATES: readonly (readonly [string, TemplateDefinition, readonly string[]])[] = [
  ['no variables', template([{ type: 'BODY', text: 'Hi' }]), []],
  [
    'variables by place',
    template([{ type: 'BODY', text: '{{2}} and {{1}}' }]),
    ['body:1', 'body:2'],
  ],
  [
    'variables by name',
    template(
      [
        { type: 'HEADER', format: 'TEXT', text: 'For {{who}}' },
        { type: 'BODY', text: 'Hi {{first_name}}' },
      ],
      'NAMED',
    ),
    ['header', 'body:first_name'],
  ],
  [
    'an image and buttons, only some of which take a value',
    template([
      { type: 'HEADER', format: 'IMAGE' },
      { type: 'BODY', text: 'Hi {{1}}' },
      {
        type: 'BUTTONS',
        buttons: [
          { type: 'PHONE_NUMBER', text: 'Call' },
          { type: 'URL', text: 'Shop', url: 'https://shop.example' },
          { type: 'URL', text: 'Order', url: 'https://shop.example/{{1}}' },
          { type: 'COPY_CODE', text: 'Copy' },
        ],
      },
    ]),
    ['header', 'body:1', 'button:2', 'button:3'],
  ],
  ...signIns.map((signIn) => ['a code to copy', signIn, ['body:1', 'button:0']] as const),
];

test.each(TEMPLATES)(
  '%s: every place is asked for, and what is given for each fits',
  (_, definition, ids) => {
    expect(placesOf(definition).map(({ id }) => id)).toEqual(ids);

    const binding = bindingAt(definition, Object.fromEntries(ids.map((id, i) => [id, `p${i}`])));
    expect(checkBinding(binding, [definition])).toEqual([]);
    if (ids.length > 0) {
      const [first = '', ...rest] = ids;
      const less = bindingAt(definition, Object.fromEntries(rest.map((id) => [id, 'p'])));
      expect([first, checkBinding(less, [definition]).length > 0]).toEqual([first, true]);
    }
  },
);
