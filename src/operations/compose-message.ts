import { checkLinks } from '../messaging/check-links.js';
import {
  checkTemplateObject,
  checkStanding,
  buildTemplate,
} from '../messaging/template-message.js';
import { fitBinding } from '../messaging/fit-binding.js';
import type { TemplateObject, TemplateProblem } from '../messaging/template-object.js';
import type { TemplateValues } from '../messaging/template-binding.js';
import { requestTemplateSyncs } from '../store/template-syncs.js';
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

/**
 * Makes the content of a message and checks it against the template as it was last synchronized. What a moment ago would have been refused
 * is judged by what is so now. @throws Problem `template_unusable`, `parameters_mismatch`
 */
export async function composeMessage(
  number: NumberView,
  content: MessageContent,
  deps: SendDependencies,
): Promise<ComposedMessage> {
  try {
    return await compose(number, content, { ...deps, isFresh: false });
  } catch (refusal) {
    if (!(refusal instanceof Problem)) throw refusal;
    return compose(number, content, { ...deps, isFresh: true });
  }
}

type ComposeDependencies = SendDependencies & {
  /** Nothing that was read before is used. */
  readonly isFresh: boolean;
};

async function compose(
  number: NumberView,
  content: MessageContent,
  deps: ComposeDependencies,
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
      const { db, sending, isFresh } = deps;
      if (isFresh) sending.forgetBinding(number.account_id, content.key);
      const binding = await sending.binding(db, number.account_id, content.key);
      if (binding === undefined) {
        const detail = `There is no template binding "${content.key}"; make it with PUT /v1/template-bindings/${content.key}.`;
        throw new Problem('template_unusable', detail, {
          errors: [{ pointer: '/template_key', detail }],
        });
      }
      const ofThisName = await sending.templates(db, wabaOfNumber(number), binding.name, {
        isFresh,
      });
      const definition = ofThisName?.find(({ language }) => language === binding.language);
      const built = buildTemplate(fitBinding(binding, definition), content.params);
      if (!built.ok) throw mismatch(built.problems);
      return composeTemplate(number, built.template, content.key, deps);
    }
  }
}

const wabaOfNumber = ({ account_id: accountId, waba_id: wabaId }: NumberView) => ({
  accountId,
  wabaId,
});

async function composeTemplate(
  number: NumberView,
  template: TemplateObject,
  key: string | null,
  { db, sending, clock, isFresh }: ComposeDependencies,
): Promise<ComposedMessage> {
  const { name, language } = template;
  const ofThisName = await sending.templates(db, wabaOfNumber(number), name, { isFresh });
  // Null: they were never synchronized, so that only Meta can tell, but for links.
  if (ofThisName !== null) {
    const [unusable] = checkStanding({ name, language: language.code }, ofThisName);
    if (unusable !== undefined) {
      // It may be new at Meta, or no longer paused: whoever tries again in a moment is judged by what is so now.
      await requestTemplateSyncs(db, [number.waba_id], {
        reason: 'template_unusable',
        at: clock.now(),
      });
      throw new Problem(
        'template_unusable',
        `${unusable.message} Templates are as they were when they were last synchronized; they are read again now.`,
        {
          errors: [
            { pointer: key === null ? '/template' : '/template_key', detail: unusable.message },
          ],
        },
      );
    }
  }
  const definition = ofThisName?.find((known) => known.language === language.code);
  const problems =
    definition === undefined
      ? checkLinks(template.components)
      : checkTemplateObject(template, definition);
  if (problems.length > 0) throw mismatch(problems);
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
