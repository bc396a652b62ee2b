import {
  checkTemplateObject,
  checkStanding,
  buildTemplate,
} from '../messaging/template-message.js';
import type { TemplateObject, TemplateProblem } from '../messaging/template-object.js';
import type { TemplateValues } from '../messaging/template-binding.js';
import type { NumberView } from '../store/number-views.js';
import { Problem, type FieldError } from './problem.js';
import type { SendDependencies } from './send-message.js';

/** What a message says. */
export type MessageContent =
  | { readonly kind: 'key'; readonly key: string; readonly params: TemplateValues }
  | { readonly kind: 'template'; readonly template: TemplateObject }
  /** `force`: Meta decides whether the service window is open. */
  | { readonly kind: 'text'; readonly text: string; readonly force: boolean };

/** A message as Meta takes it, and what it was made of. */
export interface ComposedMessage {
  readonly type: 'template' | 'text';
  readonly body: Readonly<Record<string, unknown>>;
  readonly templateKey: string | null;
  readonly templateName: string | null;
  readonly templateLanguage: string | null;
}

/** Makes the content of a message and checks it against the template as it was last synchronized. @throws Problem `template_unusable`, `parameters_mismatch` */
export async function composeMessage(
  number: NumberView,
  content: MessageContent,
  deps: SendDependencies,
): Promise<ComposedMessage> {
  switch (content.kind) {
    case 'text':
      return {
        type: 'text',
        body: { body: content.text },
        templateKey: null,
        templateName: null,
        templateLanguage: null,
      };
    case 'template':
      return composeTemplate(number, content.template, null, deps);
    case 'key': {
      const { db, sending } = deps;
      const binding = await sending.binding(db, number.account_id, content.key);
      if (binding === undefined) {
        const detail = `There is no template binding "${content.key}"; make it with PUT /v1/template-bindings/${content.key}.`;
        throw new Problem('template_unusable', detail, {
          errors: [{ pointer: '/template_key', detail }],
        });
      }
      const built = buildTemplate(binding, content.params);
      if (!built.ok) throw mismatch(built.problems);
      return composeTemplate(number, built.template, content.key, deps);
    }
  }
}

async function composeTemplate(
  number: NumberView,
  template: TemplateObject,
  key: string | null,
  { db, sending }: SendDependencies,
): Promise<ComposedMessage> {
  const { name, language } = template;
  const waba = { accountId: number.account_id, wabaId: number.waba_id };
  const ofThisName = await sending.templates(db, waba, name);
  // Null: they were never synchronized, so that only Meta can tell.
  if (ofThisName !== null) {
    const [unusable] = checkStanding({ name, language: language.code }, ofThisName);
    if (unusable !== undefined) {
      throw new Problem(
        'template_unusable',
        `${unusable.message} Templates are as they were when they were last synchronized: POST /v1/wabas/${number.waba_id}/templates/sync.`,
        {
          errors: [
            { pointer: key === null ? '/template' : '/template_key', detail: unusable.message },
          ],
        },
      );
    }
    const definition = ofThisName.find((known) => known.language === language.code);
    const problems = definition === undefined ? [] : checkTemplateObject(template, definition);
    if (problems.length > 0) throw mismatch(problems);
  }
  return {
    type: 'template',
    body: template,
    templateKey: key,
    templateName: name,
    templateLanguage: language.code,
  };
}

function mismatch(problems: readonly TemplateProblem[]): Problem {
  const errors = problems.map(({ parameter, message }): FieldError => ({
    pointer: parameter === null ? '/template' : `/params/${parameter}`,
    detail: message,
  }));
  return new Problem('parameters_mismatch', problems.map(({ message }) => message).join(' '), {
    errors,
  });
}
