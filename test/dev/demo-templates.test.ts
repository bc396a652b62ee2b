import { expect, test } from 'vitest';
import { demoBindings, demoTemplates } from '../../src/dev/demo-templates.js';
import { checkBinding } from '../../src/messaging/check-binding.js';
import { templateInput } from '../../src/simulator/control/templates.js';
import { makeTemplate } from '../../src/simulator/state/template.js';

test.each(demoTemplates)('$name is a template that the simulator takes', (template) => {
  expect(templateInput.parse(template)).toEqual(template);
});

test('the keys of the demo fit its templates', () => {
  for (const binding of Object.values(demoBindings)) {
    const given = demoTemplates.find(({ name }) => name === binding.name);
    const { parameter_format: parameterFormat, ...template } = makeTemplate('1', given!, 0);
    const components = template.components as { type: string }[];
    const definition = { ...template, components, parameterFormat, rejectedReason: null };
    expect(checkBinding(binding, [definition])).toEqual([]);
  }
});

test('the invitation of the README can be bound and sent', () => {
  const [given] = demoTemplates;
  const { parameter_format: parameterFormat, ...template } = makeTemplate('1', given!, 0);
  const binding = {
    name: 'hina_invitation',
    language: 'he',
    header: { type: 'IMAGE', param: 'invitation_image_url' },
    body: ['contact_name'],
    buttons: [{ type: 'URL', index: 0, param: 'event_id' }],
  } as const;
  const components = template.components as { type: string }[];
  const definition = { ...template, components, parameterFormat, rejectedReason: null };
  expect(checkBinding(binding, [definition])).toEqual([]);
});
