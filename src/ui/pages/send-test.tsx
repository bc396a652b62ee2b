import { randomUUID } from 'node:crypto';
import type { Context, Hono } from 'hono';
import { previewOf, type Preview } from '../../messaging/preview.js';
import { parametersOf, type TemplateBinding } from '../../messaging/template-binding.js';
import { requireScope, type Actor } from '../../operations/actor.js';
import type { MessageContent } from '../../operations/compose-message.js';
import { Problem } from '../../operations/problem.js';
import { prepareMessage, sendMessage } from '../../operations/send-message.js';
import { bindingsOf } from '../../store/template-bindings.js';
import { templatesNamed } from '../../store/templates.js';
import { renderPage } from '../components/layout.js';
import { Notice } from '../components/notice.js';
import { TemplatePreview } from '../components/template-preview.js';
import type { ConsoleDependencies, UiEnv } from '../context.js';
import { fieldsOf } from '../form.js';
import { loadNumber } from '../load-number.js';
import { refusedMessageId } from '../refused-message.js';
import { strings } from '../strings.js';

/** Parameter fields begin with it, so that no parameter's name can be another field's. */
const PARAM = 'param:';
const FREE_TEXT = '';

type Fields = Readonly<Record<string, string>>;

/** `GET /numbers/{id}/messages/new`: a test message with a preview that follows what is typed; `POST` there sends it, `POST …/preview` shows it. */
export function registerSendTest(ui: Hono<UiEnv>, deps: ConsoleDependencies): void {
  const path = '/numbers/:id/messages/new';

  ui.get(path, async (c) => formPage(c, deps, c.req.query()));

  ui.post(`${path}/preview`, async (c) => {
    const fields = await fieldsOf(c);
    const { actor, number, binding } = await subject(c, deps, fields);
    const preview = await previewFor(number, binding, fields, deps);
    const verdict = await verdictOn(actor, number.phone_number_id, fields, deps);
    return c.html(<PreviewPane preview={preview} fields={fields} verdict={verdict} />);
  });

  ui.post(path, async (c) => {
    const fields = await fieldsOf(c);
    const { actor } = await loadNumber(c, c.req.param('id'), deps);
    try {
      const message = await sendMessage(
        actor,
        c.req.param('id'),
        { ...requestOf(fields), context: {}, idempotencyKey: fields['once'] ?? null },
        deps,
      );
      return c.redirect(`/messages/${message.id}`, 303);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      const refused = refusedMessageId(error);
      if (refused !== null) return c.redirect(`/messages/${refused}`, 303);
      return formPage(c, deps, fields, error);
    }
  });
}

/** The number of this page, and the binding that was chosen. @throws Problem `insufficient_scope`, `not_found` */
async function subject(c: Context<UiEnv>, deps: ConsoleDependencies, fields: Fields) {
  const { row: number, actor } = await loadNumber(c, c.req.param('id') ?? '', deps);
  requireScope(actor, 'send');
  const bindings = await bindingsOf(deps.db, number.account_id);
  const key = fields['key'] ?? bindings[0]?.key ?? FREE_TEXT;
  return {
    actor,
    number,
    bindings,
    key,
    binding: bindings.find((one) => one.key === key)?.binding,
  };
}

const valuesOf = (fields: Fields): Record<string, string> =>
  Object.fromEntries(
    Object.entries(fields)
      .filter(([name]) => name.startsWith(PARAM))
      .map(([name, value]) => [name.slice(PARAM.length), value]),
  );

function requestOf(fields: Fields) {
  const key = fields['key'] ?? FREE_TEXT;
  const content: MessageContent =
    key === FREE_TEXT
      ? { kind: 'text', text: fields['text'] ?? '', force: fields['force'] === 'on' }
      : { kind: 'key', key, params: valuesOf(fields) };
  return { to: fields['to'] ?? '', recipient: null, defaultCountry: undefined, content };
}

async function previewFor(
  number: { readonly account_id: string; readonly waba_id: string },
  binding: TemplateBinding | undefined,
  fields: Fields,
  { db }: ConsoleDependencies,
): Promise<Preview | null> {
  if (binding === undefined)
    return { header: null, body: fields['text'] ?? '', footer: null, buttons: [] };
  const waba = { accountId: number.account_id, wabaId: number.waba_id };
  const named = await templatesNamed(db, waba, [binding.name]);
  const definition = named.find(({ language }) => language === binding.language);
  return definition === undefined ? null : previewOf(definition, binding, valuesOf(fields));
}

/** What can be said before Meta is asked; null while the recipient is not typed yet. */
interface Verdict {
  readonly ok: boolean;
  readonly text: string;
}

async function verdictOn(
  actor: Actor,
  phoneNumberId: string,
  fields: Fields,
  deps: ConsoleDependencies,
): Promise<Verdict | null> {
  if ((fields['to'] ?? '').trim() === '') return null;
  try {
    const { recipient } = await prepareMessage(actor, phoneNumberId, requestOf(fields), deps);
    return { ok: true, text: `${recipient.reading} ${strings.messages.test.ready}` };
  } catch (error) {
    if (error instanceof Problem) return { ok: false, text: error.detail };
    throw error;
  }
}

async function formPage(
  c: Context<UiEnv>,
  deps: ConsoleDependencies,
  fields: Fields,
  problem?: Problem,
) {
  const words = strings.messages.test;
  const { number, bindings, key, binding } = await subject(c, deps, fields);
  const list = `/numbers/${encodeURIComponent(number.phone_number_id)}/messages`;
  const preview = await previewFor(number, binding, fields, deps);
  return renderPage(
    c,
    {
      title: words.title,
      children: (
        <>
          <p class="crumbs">
            <a href={list}>{strings.messages.back}</a> · <code>{number.phone_number_id}</code>
          </p>
          <h1>{words.title}</h1>
          {problem !== undefined && <Notice tone="bad">{problem.detail}</Notice>}
          <form class="inline" method="get" action={`${list}/new`}>
            <label>
              {words.template}
              <select name="key" data-submit>
                {bindings.map((one) => (
                  <option value={one.key} selected={one.key === key}>
                    {strings.messages.ofTemplate(one.key, one.binding.name, one.binding.language)}
                  </option>
                ))}
                <option value={FREE_TEXT} selected={key === FREE_TEXT}>
                  {words.freeText}
                </option>
              </select>
            </label>
          </form>
          {bindings.length === 0 && (
            <p class="muted">
              {words.noBindings} <a href="/settings/templates">{words.bind}</a>
            </p>
          )}
          <div class="two">
            <form class="stack" method="post" action={`${list}/new`}>
              <input type="hidden" name="key" value={key} />
              <input type="hidden" name="once" value={randomUUID()} />
              <label>
                {words.to}
                <input
                  name="to"
                  type="tel"
                  required
                  autocomplete="off"
                  value={fields['to']}
                  placeholder={strings.messages.filter.recipientExample}
                  aria-describedby="to-hint"
                />
                <small id="to-hint">{words.toHint}</small>
              </label>
              {binding === undefined ? (
                <FreeText fields={fields} />
              ) : (
                <Parameters names={parametersOf(binding)} fields={fields} />
              )}
              <div class="actions">
                <button type="submit">{words.send}</button>
              </div>
            </form>
            <section
              id="preview"
              aria-live="polite"
              aria-label={words.preview}
              hx-post={`${list}/new/preview`}
              hx-trigger="input from:.two>form delay:250ms"
              hx-include=".two>form"
              hx-target="#preview"
              hx-swap="innerHTML"
            >
              <PreviewPane preview={preview} fields={fields} verdict={null} />
            </section>
          </div>
        </>
      ),
    },
    problem === undefined ? 200 : 422,
  );
}

const FreeText = ({ fields }: { fields: Fields }) => {
  const words = strings.messages.test;
  return (
    <>
      <label>
        {words.text}
        <textarea name="text" rows={3} required dir="auto" maxlength={4096}>
          {fields['text']}
        </textarea>
        <small>{words.freeTextHint}</small>
      </label>
      <label>
        <input type="checkbox" name="force" checked={fields['force'] === 'on'} />
        {words.force}
      </label>
    </>
  );
};

const Parameters = ({ names, fields }: { names: readonly string[]; fields: Fields }) =>
  names.length === 0 ? (
    <p class="muted">{strings.messages.test.noParameters}</p>
  ) : (
    <>
      {names.map((name) => (
        <label>
          <span class="mono">{name}</span>
          <input
            name={`${PARAM}${name}`}
            value={fields[`${PARAM}${name}`]}
            dir="auto"
            autocomplete="off"
          />
        </label>
      ))}
    </>
  );

const PreviewPane = ({
  preview,
  verdict,
}: {
  preview: Preview | null;
  fields: Fields;
  verdict: Verdict | null;
}) => (
  <>
    {preview === null ? (
      <p class="muted">{strings.messages.test.previewNone}</p>
    ) : (
      <TemplatePreview preview={preview} />
    )}
    {verdict !== null && <Notice tone={verdict.ok ? 'good' : 'waiting'}>{verdict.text}</Notice>}
  </>
);
