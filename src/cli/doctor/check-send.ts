import { Problem } from '../../operations/problem.js';
import {
  prepareMessage,
  recipientOf,
  type PreparedMessage,
  type SendDependencies,
} from '../../operations/send-message.js';
import type { Actor } from '../../operations/actor.js';
import { checkMediaLink } from './check-image.js';
import { fail, pass, type Finding } from './finding.js';

/** A message that somebody wants to try. */
export interface TriedMessage {
  readonly phoneNumberId: string;
  readonly to: string;
  readonly country: string | undefined;
  readonly template: string;
  readonly params: Readonly<Record<string, string>>;
}

/** Everything that can be said of a send without making it: how the recipient is read, whether the binding fits, whether media links answer. */
export async function checkSend(
  actor: Actor,
  { phoneNumberId, to, country, template, params }: TriedMessage,
  deps: SendDependencies & { readonly allowInsecureUrls: boolean },
): Promise<Finding[]> {
  const findings: Finding[] = [];
  try {
    findings.push(pass('recipient', recipientOf(to, null, country).reading));
  } catch (error) {
    findings.push(
      fail('recipient', wordsOf(error), 'Write it with its country code, or give --country.'),
    );
  }
  try {
    const prepared = await prepareMessage(
      actor,
      phoneNumberId,
      {
        to,
        recipient: null,
        defaultCountry: country,
        content: { kind: 'key', key: template, params },
      },
      deps,
    );
    const { templateName, templateLanguage } = prepared.composed;
    findings.push(
      pass('template', `"${template}" is ${templateName} (${templateLanguage}), and fits`),
    );
    for (const { kind, link } of mediaLinksOf(prepared))
      findings.push(await checkMediaLink(link, kind, deps));
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    if (error.code !== 'recipient_invalid')
      findings.push(
        fail('template', error.detail, `Code: ${error.code}; see /docs/errors/${error.code}.`),
      );
  }
  return findings;
}

const wordsOf = (error: unknown): string =>
  error instanceof Problem ? error.detail : String(error);

function mediaLinksOf({ composed }: PreparedMessage): { kind: string; link: string }[] {
  const components = (composed.body['components'] ?? []) as {
    readonly parameters?: readonly { readonly type: string; readonly [key: string]: unknown }[];
  }[];
  return components
    .flatMap(({ parameters }) => parameters ?? [])
    .flatMap((parameter) => {
      const media = parameter[parameter.type] as { readonly link?: unknown } | undefined;
      return typeof media?.link === 'string' ? [{ kind: parameter.type, link: media.link }] : [];
    });
}
