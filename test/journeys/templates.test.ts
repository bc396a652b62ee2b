import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect } from '../support/journey.js';
import { startStack, type Stack } from '../support/stack.js';
import { waitUntil } from '../support/wait-until.js';

/** Nobody asks for templates: connecting a number reads them, and Meta's webhooks have them read again. */
let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack.close());

test('a template key is checked once the number is connected, and told of when Meta pauses its template', async () => {
  const number = await connect(stack, {
    scenario: 'straight_through',
    waba: {
      templates: [
        {
          name: 'welcome',
          language: 'en',
          components: [{ type: 'BODY', text: 'Hi {{1}}, welcome!' }],
        },
      ],
    },
  });
  const binding = { name: 'welcome', language: 'en', body: ['contact_name'] };
  await stack.api('PUT', '/v1/template-bindings/welcome', binding);
  const verdict = async () => {
    const { body } = await stack.api('GET', '/v1/template-bindings/welcome');
    const wabas = body['wabas'] as { waba_id: string; ok: boolean | null }[];
    return wabas.find((waba) => waba.waba_id === number.wabaId)?.ok;
  };
  await waitUntil(async () => (await verdict()) === true, {
    timeoutMs: 30_000,
    describe: 'the templates to be read',
  });
  await number.untilStage('live');

  await stack.meta.post(`/wabas/${number.wabaId}/templates/welcome/en`, { status: 'PAUSED' });
  const told = async () => {
    const { body } = await number.timeline();
    return (body['data'] as { kind: string; sentence: string }[]).find(
      ({ kind }) => kind === 'template_binding_broken',
    );
  };
  const row = await waitUntil(told, { timeoutMs: 45_000, describe: 'the broken key to be told' });
  expect(row.sentence).toBe(
    'The template key "welcome" can no longer be sent: The template "welcome" (en) is paused: Meta sends it again when the pause is over.',
  );
  expect(await verdict()).toBe(false);
});
