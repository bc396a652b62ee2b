import type { Actor } from '../../operations/actor.js';
import { composeMessage } from '../../operations/compose-message.js';
import { Problem } from '../../operations/problem.js';
import type { SendDependencies } from '../../operations/send-message.js';
import { readBinding } from '../../operations/template-bindings.js';
import { bindingOf } from '../../store/template-bindings.js';
import type { NumberView } from '../../store/number-views.js';
import { checkMediaLink } from './check-media-link.js';
import { fail, pass, skip, type Finding } from './finding.js';

/** A template key with the parameters of a message; null: the key alone is looked at. */
export interface TriedTemplate {
  readonly key: string;
  readonly params: Readonly<Record<string, string>> | null;
}

/** Does the binding fit the template as it was last synchronized, do the parameters fit the binding, and do media links answer? */
export async function checkTemplate(
  actor: Actor,
  number: NumberView,
  { key, params }: TriedTemplate,
  deps: SendDependencies & { readonly allowInsecureUrls: boolean },
): Promise<Finding[]> {
  const binding = await checkBindingOf(actor, number, key, deps);
  if (binding.verdict === 'fail' || params === null) return [binding];
  try {
    const { body } = await composeMessage(number, { kind: 'key', key, params }, deps);
    const findings = [binding, pass('parameters', 'they fit')];
    for (const { kind, link } of mediaLinksOf(body))
      findings.push(await checkMediaLink(link, kind, deps));
    return findings;
  } catch (error) {
    return [binding, failOf('parameters', error)];
  }
}

async function checkBindingOf(
  actor: Actor,
  { waba_id: wabaId }: NumberView,
  key: string,
  deps: SendDependencies,
): Promise<Finding> {
  try {
    const { row, wabas } = await readBinding(actor, key, deps);
    const { name, language } = bindingOf(row);
    const what = `"${key}" is ${name} (${language})`;
    const verdict = wabas.find((one) => one.wabaId === wabaId);
    if (verdict === undefined || verdict.ok === null) {
      return skip('template', `${what}; the templates of WABA ${wabaId} were not read yet`);
    }
    if (verdict.ok) return pass('template', `${what}, and fits`);
    const problems = verdict.problems.map(({ message }) => message).join(' ');
    return fail(
      'template',
      `${what}, and does not fit: ${problems}`,
      `Correct it with PUT /v1/template-bindings/${key}, or the template at Meta.`,
    );
  } catch (error) {
    return failOf('template', error);
  }
}

function failOf(check: string, error: unknown): Finding {
  if (!(error instanceof Problem)) throw error;
  return fail(check, error.detail, `Code: ${error.code}; see /docs/errors/${error.code}.`);
}

function mediaLinksOf(
  body: Readonly<Record<string, unknown>>,
): readonly { readonly kind: string; readonly link: string }[] {
  const components = (body['components'] ?? []) as {
    readonly parameters?: readonly { readonly type: string; readonly [key: string]: unknown }[];
  }[];
  return components
    .flatMap(({ parameters }) => parameters ?? [])
    .flatMap((parameter) => {
      const media = parameter[parameter.type] as { readonly link?: unknown } | undefined;
      return typeof media?.link === 'string' ? [{ kind: parameter.type, link: media.link }] : [];
    });
}
