import { describe, expect, test } from 'vitest';
import { checkBinding } from '../../src/messaging/check-binding.js';
import { fitBinding } from '../../src/messaging/fit-binding.js';
import type { TemplateDefinition } from '../../src/messaging/template-definition.js';
import { buildTemplate } from '../../src/messaging/template-message.js';

const definition = (
  parameterFormat: 'NAMED' | 'POSITIONAL',
  body: string,
  header?: string,
): TemplateDefinition => ({
  name: 'order_update',
  language: 'en',
  status: 'APPROVED',
  category: 'UTILITY',
  parameterFormat,
  rejectedReason: null,
  components: [
    ...(header === undefined ? [] : [{ type: 'HEADER', format: 'TEXT', text: header }]),
    { type: 'BODY', text: body },
  ],
});
const NAMED = definition('NAMED', 'Hello {{first_name}}, {{item}} is here', 'Order {{number}}');
const NUMBERED = definition('POSITIONAL', 'Hello {{1}}, {{2}} is here');
const KEY = { name: 'order_update', language: 'en' };
const HEADER = { type: 'TEXT', param: 'no' } as const;

describe('a template that names its variables', () => {
  test.each([
    [['item', 'first_name'], { first_name: 'first_name', item: 'item' }],
    [['who', 'what'], { first_name: 'who', item: 'what' }],
    [
      { first_name: 'who', item: 'what' },
      { first_name: 'who', item: 'what' },
    ],
  ])('takes %j', (body, fitted) => {
    const binding = { ...KEY, header: HEADER, body };
    expect(fitBinding(binding, NAMED)).toEqual({
      ...KEY,
      header: { ...HEADER, variable: 'number' },
      body: fitted,
    });
    expect(checkBinding(binding, [NAMED])).toEqual([]);
  });

  test('is sent with the names of its variables', () => {
    const binding = fitBinding({ ...KEY, header: HEADER, body: ['who', 'what'] }, NAMED);
    expect(buildTemplate(binding, { no: '7', who: 'Dana', what: 'The book' })).toMatchObject({
      ok: true,
      template: {
        components: [
          { type: 'header', parameters: [{ parameter_name: 'number', text: '7' }] },
          {
            type: 'body',
            parameters: [
              { parameter_name: 'first_name', text: 'Dana' },
              { parameter_name: 'item', text: 'The book' },
            ],
          },
        ],
      },
    });
  });

  test.each([[['first_name']], [['a', 'b', 'c']], [{ first_name: 'who' }]])(
    'refuses %j: the count is wrong',
    (body) => {
      expect(checkBinding({ ...KEY, header: HEADER, body }, [NAMED])).toMatchObject([
        { code: 'body_mismatch' },
      ]);
    },
  );
});

describe('a template that numbers its variables', () => {
  test.each([[['who', 'what']], [{ 1: 'who', 2: 'what' }]])('takes %j in their order', (body) => {
    const binding = { ...KEY, body };
    expect(checkBinding(binding, [NUMBERED])).toEqual([]);
    expect(fitBinding(binding, NUMBERED).body).toEqual(['who', 'what']);
  });

  test.each([[{ contact_name: 'who', item: 'what' }], [{ 1: 'who', item: 'what' }]])(
    'refuses %j',
    (body) => {
      const [problem] = checkBinding({ ...KEY, body }, [NUMBERED]);
      expect(problem).toMatchObject({ code: 'body_mismatch' });
      expect(problem?.message).toContain('numbers its variables');
    },
  );
});
