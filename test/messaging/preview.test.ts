import { describe, expect, test } from 'vitest';
import { previewOf } from '../../src/messaging/preview.js';
import type { TemplateDefinition } from '../../src/messaging/template-definition.js';

const template = (components: TemplateDefinition['components']): TemplateDefinition => ({
  name: 'welcome',
  language: 'en',
  status: 'APPROVED',
  category: 'UTILITY',
  parameterFormat: null,
  components,
  rejectedReason: null,
});
const BODY = { type: 'BODY', text: 'Hi {{1}}, your order {{2}}; again {{1}}' };

describe('a preview', () => {
  test.each([
    ['all values', { name: 'Dana', order: 7 }, 'Hi Dana, your order 7; again Dana'],
    ['a value that is missing or empty', { name: '' }, 'Hi {{1}}, your order {{2}}; again {{1}}'],
    [
      'a value that looks like a variable',
      { name: '{{2}}', order: '$&' },
      'Hi {{2}}, your order $&; again {{2}}',
    ],
  ])('fills the text with %s', (_, values, body) => {
    const binding = { name: 'welcome', language: 'en', body: ['name', 'order'] };
    expect(previewOf(template([BODY]), binding, values)).toEqual({
      header: null,
      body,
      footer: null,
      buttons: [],
    });
  });

  test('knows variables by name, headers of media and of text, footer and buttons', () => {
    const named = template([
      { type: 'HEADER', format: 'TEXT', text: 'For {{who}}' },
      { type: 'BODY', text: 'See {{what}}' },
      { type: 'FOOTER', text: 'Bye' },
      { type: 'BUTTONS', buttons: [{ type: 'URL', text: 'Open' }, { type: 'COPY_CODE' }] },
    ]);
    const binding = {
      name: 'welcome',
      language: 'en',
      header: { type: 'TEXT', param: 'a', variable: 'who' },
      body: { what: 'b' },
    } as const;
    expect(previewOf(named, binding, { a: 'you', b: 'this' })).toEqual({
      header: 'For you',
      body: 'See this',
      footer: 'Bye',
      buttons: ['Open', 'COPY_CODE'],
    });
    const image = template([{ type: 'HEADER', format: 'IMAGE' }, BODY]);
    const ofImage = { ...binding, header: { type: 'IMAGE', param: 'a' }, body: [] } as const;
    expect(previewOf(image, ofImage, {}).header).toBe('{{IMAGE}}');
    expect(previewOf(image, ofImage, { a: 'https://x.example/1.png' }).header).toBe(
      'https://x.example/1.png',
    );
  });
});
