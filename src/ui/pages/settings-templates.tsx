import type { Context, Hono } from 'hono';
import { z } from 'zod';
import { decodeCursor, page } from '../../api/pagination.js';
import { bindingInput, bindingParam } from '../../api/schemas/template.js';
import { bindingAt } from '../../messaging/binding-places.js';
import { previewOf } from '../../messaging/preview.js';
import type { TemplateDefinition } from '../../messaging/template-definition.js';
import { Problem } from '../../operations/problem.js';
import { askForAllTemplates } from '../../operations/sync-templates.js';
import {
  checkFit,
  putBinding,
  readBindings,
  removeBinding,
  type BindingView,
} from '../../operations/template-bindings.js';
import { accountTemplates } from '../../store/templates.js';
import { accountMeant, actingForMeant } from '../acting-for.js';
import { ChooseAccount } from '../components/account-field.js';
import { BindingForm } from '../components/binding-form.js';
import { BindingTable, Fits } from '../components/binding-table.js';
import { renderPage } from '../components/layout.js';
import { Notice } from '../components/notice.js';
import { Pager } from '../components/pager.js';
import { SettingsHead } from '../components/settings-head.js';
import { TemplatePreview } from '../components/template-preview.js';
import type { ConsoleDependencies, UiEnv } from '../context.js';
import { fieldsOf, parseFields } from '../form.js';
import { strings } from '../strings.js';

const ROWS = 50;
const PATH = '/settings/templates';
const place = z.tuple([z.string()]).transform(([key]) => key);

type Fields = Readonly<Record<string, string>>;

/** `GET /settings/templates`: template keys and how they fit; `POST` there stores one, `POST …/{key}/forget` forgets it, `POST …/check` shows how it would fit. */
export function registerSettingsTemplates(ui: Hono<UiEnv>, deps: ConsoleDependencies): void {
  ui.get(PATH, (c) => (accountMeant(c) === null ? whosePage(c) : listPage(c, deps, c.req.query())));

  ui.post(`${PATH}/check`, async (c) => {
    const fields = await fieldsOf(c);
    const template = await chosen(c, deps, fields);
    if (template === undefined) return c.html('');
    const binding = bindingAt(template, paramsOf(fields));
    const fits = await checkFit(actingForMeant(c), binding, deps);
    const names = Object.fromEntries(
      Object.values(paramsOf(fields)).map((name) => [name, `‹${name}›`]),
    );
    return c.html(
      <>
        <TemplatePreview preview={previewOf(template, binding, names)} />
        <Fits wabas={fits} />
      </>,
    );
  });

  ui.post(PATH, async (c) => {
    const fields = await fieldsOf(c);
    try {
      const template = await chosen(c, deps, fields);
      if (template === undefined)
        throw new Problem('invalid_request', strings.settings.templates.chooseFirst);
      const { key } = parseFields(bindingParam, { key: fields['key'] ?? '' });
      const binding = parseFields(bindingInput, bindingAt(template, paramsOf(fields)));
      await putBinding(actingForMeant(c), key, binding, deps);
      return c.redirect(PATH, 303);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      return listPage(c, deps, fields, error);
    }
  });

  ui.post(`${PATH}/:key/forget`, async (c) => {
    await removeBinding(actingForMeant(c), c.req.param('key'), deps);
    return c.redirect(PATH, 303);
  });

  ui.post(`${PATH}/read`, async (c) => {
    await askForAllTemplates(actingForMeant(c), deps);
    return c.redirect(`${PATH}?asked`, 303);
  });
}

const PARAM = 'param:';

const paramsOf = (fields: Fields): Record<string, string> =>
  Object.fromEntries(
    Object.entries(fields)
      .filter(([name]) => name.startsWith(PARAM))
      .map(([name, value]) => [name.slice(PARAM.length), value.trim()]),
  );

/** The template that the field `template` names. */
async function chosen(
  c: Context<UiEnv>,
  { db }: ConsoleDependencies,
  { template: wanted }: Fields,
): Promise<TemplateDefinition | undefined> {
  const templates = await accountTemplates(db, actingForMeant(c).accountId);
  return templates.find(({ name, language }) => `${name}/${language}` === wanted);
}

/** Keys of several accounts side by side would not be keys. */
const whosePage = (c: Context<UiEnv>) =>
  renderPage(c, {
    title: strings.settings.templates.title,
    children: (
      <>
        <SettingsHead actor={c.var.actor} tab="templates" />
        <ChooseAccount c={c} next={PATH} />
      </>
    ),
  });

async function listPage(
  c: Context<UiEnv>,
  deps: ConsoleDependencies,
  fields: Fields,
  problem?: Problem,
) {
  const actor = actingForMeant(c);
  const words = strings.settings.templates;
  const after = c.req.query('after');
  const [views, templates] = await Promise.all([
    readBindings(actor, { after: decodeCursor(after, place), limit: ROWS + 1 }, deps),
    accountTemplates(deps.db, actor.accountId),
  ]);
  const shown = page(
    views,
    ROWS,
    (view: BindingView) => view,
    ({ row }) => [row.key],
  );
  const mayChange = actor.scopes.includes('admin');
  return renderPage(
    c,
    {
      title: words.title,
      children: (
        <>
          <SettingsHead actor={actor} tab="templates" />
          {c.req.query('asked') !== undefined && <Notice tone="good">{words.asked}</Notice>}
          <p class="muted">{words.intro}</p>
          {shown.data.length === 0 ? (
            <p class="empty muted">{words.none}</p>
          ) : (
            <BindingTable views={shown.data} path={PATH} mayChange={mayChange} />
          )}
          <Pager path={PATH} query={{ after }} next={shown.next} words={strings.settings} />
          {actor.scopes.includes('operate') && (
            <form class="actions" method="post" action={`${PATH}/read`}>
              <button class="quiet" type="submit">
                {words.read}
              </button>
            </form>
          )}
          {mayChange && (
            <BindingForm path={PATH} templates={templates} fields={fields} problem={problem} />
          )}
        </>
      ),
    },
    problem === undefined ? 200 : 422,
  );
}
