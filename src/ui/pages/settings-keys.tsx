import type { Context, Hono } from 'hono';
import { z } from 'zod';
import { decodeCursor, page } from '../../api/pagination.js';
import { newApiKeySchema } from '../../api/schemas/platform.js';
import {
  createApiKey,
  listApiKeys,
  revokeApiKey,
  type ShownApiKey,
} from '../../operations/api-keys.js';
import { Problem } from '../../operations/problem.js';
import { SCOPES } from '../../store/tables.js';
import { accountMeant, actingForMeant } from '../acting-for.js';
import { renderPage } from '../components/layout.js';
import { Notice } from '../components/notice.js';
import { Pager } from '../components/pager.js';
import { SecretOnce } from '../components/secret-once.js';
import { SettingsHead } from '../components/settings-head.js';
import { Table } from '../components/table.js';
import { Time } from '../components/time.js';
import type { ConsoleDependencies, UiEnv } from '../context.js';
import { fieldsOf, parseFields } from '../form.js';
import { strings } from '../strings.js';

const ROWS = 50;
const PATH = '/settings/keys';
const place = z.tuple([z.int(), z.uuid()]).transform(([at, id]) => ({ at: new Date(at), id }));
/** No account has this id: they are digits. */
const PLATFORM = 'platform';
const DATE = /^\d{4}-\d{2}-\d{2}$/;

type Fields = Readonly<Record<string, string>>;

/** `GET /settings/keys`: keys of accounts and of the platform; `POST` there makes one, `POST …/{id}/revoke` ends one. */
export function registerSettingsKeys(ui: Hono<UiEnv>, deps: ConsoleDependencies): void {
  const words = strings.settings.keys;
  ui.get(PATH, (c) => listPage(c, deps, {}));

  ui.post(PATH, async (c) => {
    const fields = await fieldsOf(c);
    const { actor } = c.var;
    try {
      const scopes = SCOPES.filter((scope) => fields[`scope:${scope}`] === 'on');
      if (scopes.length === 0) throw new Problem('invalid_request', words.needsScope);
      const ends = fields['expires_at'] ?? '';
      const wishes = parseFields(newApiKeySchema, {
        name: fields['name'] === '' ? null : fields['name'],
        scopes,
        expires_at: DATE.test(ends) ? `${ends}T00:00:00Z` : ends === '' ? null : ends,
      });
      const isForPlatform = fields['for'] === PLATFORM;
      const acting = isForPlatform ? actor : actingForMeant(c, fields['for']);
      const { secret } = await createApiKey(
        acting,
        {
          accountId: isForPlatform ? null : acting.accountId,
          name: wishes.name,
          scopes: wishes.scopes,
          expiresAt: wishes.expires_at === null ? null : new Date(wishes.expires_at),
        },
        deps,
      );
      return secretPage(c, secret);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      return listPage(c, deps, fields, error);
    }
  });

  ui.post(`${PATH}/:id/revoke`, async (c) => {
    await revokeApiKey(c.var.actor, c.req.param('id'), deps);
    return c.redirect(PATH, 303);
  });
}

function secretPage(c: Context<UiEnv>, secret: string) {
  const words = strings.settings.keys;
  return renderPage(c, {
    title: words.made,
    children: (
      <>
        <h1>{words.made}</h1>
        <SecretOnce secret={secret} what={words.what} warning={words.once} />
        <a role="button" href={PATH}>
          {words.on}
        </a>
      </>
    ),
  });
}

async function listPage(
  c: Context<UiEnv>,
  deps: ConsoleDependencies,
  fields: Fields,
  problem?: Problem,
) {
  const { actor } = c.var;
  const words = strings.settings.keys;
  const after = c.req.query('after');
  const rows = await listApiKeys(actor, deps, {
    after: decodeCursor(after, place),
    limit: ROWS + 1,
  });
  const shown = page(
    rows,
    ROWS,
    (row: ShownApiKey) => row,
    (row) => [row.created_at.getTime(), row.id],
  );
  const now = deps.clock.now();
  const { key, name, account, scopes, used, state } = words.columns;
  return renderPage(
    c,
    {
      title: words.title,
      children: (
        <>
          <SettingsHead actor={actor} tab="keys" />
          {shown.data.length === 0 ? (
            <p class="empty muted">{words.none}</p>
          ) : (
            <Table name={words.title} columns={[key, name, account, scopes, used, state, '']}>
              {shown.data.map((row) => (
                <Row row={row} now={now} />
              ))}
            </Table>
          )}
          <Pager path={PATH} query={{ after }} next={shown.next} words={strings.settings} />
          <AddForm c={c} fields={fields} problem={problem} />
        </>
      ),
    },
    problem === undefined ? 200 : 422,
  );
}

function Row({ row, now }: { row: ShownApiKey; now: number }) {
  const words = strings.settings.keys;
  return (
    <tr>
      <td class="mono">{row.prefix}…</td>
      <td dir="auto">{row.name}</td>
      <td>{row.account_id ?? words.platform}</td>
      <td class="mono">{row.scopes.join(', ')}</td>
      <td class="nowrap">
        <Time at={row.last_used_at} now={now} />
      </td>
      <td class="nowrap">
        <State row={row} now={now} />
      </td>
      <td>
        {row.revoked_at === null && (
          <details class="sure">
            <summary>{words.revoke}</summary>
            <p>{words.revokeSure}</p>
            <form method="post" action={`${PATH}/${row.id}/revoke`}>
              <button class="danger" type="submit">
                {words.revokeNow}
              </button>
            </form>
          </details>
        )}
      </td>
    </tr>
  );
}

function State({ row, now }: { row: ShownApiKey; now: number }) {
  const words = strings.settings.keys;
  if (row.revoked_at !== null) return <span class="badge bad">{words.revoked}</span>;
  if (row.expires_at === null) return <span class="badge good">{words.active}</span>;
  if (row.expires_at.getTime() <= now) return <span class="badge bad">{words.expired}</span>;
  return (
    <>
      <span class="badge good">{words.active}</span>
      <small class="block">
        {words.expires} <Time at={row.expires_at} now={now} />
      </small>
    </>
  );
}

function AddForm({
  c,
  fields,
  problem,
}: {
  c: Context<UiEnv>;
  fields: Fields;
  problem: Problem | undefined;
}) {
  const words = strings.settings.keys;
  const { actor, accounts } = c.var;
  const meant = accountMeant(c);
  const choices = accounts.filter(({ id }) => meant === null || id === meant);
  return (
    <details class="card" open={problem !== undefined}>
      <summary>{words.add}</summary>
      {problem !== undefined && <Notice tone="bad">{problem.detail}</Notice>}
      <form class="stack" method="post" action={PATH}>
        <label>
          {words.name}
          <input name="name" maxlength={200} value={fields['name']} autocomplete="off" />
        </label>
        <fieldset>
          <legend>{words.scopes}</legend>
          {SCOPES.map((scope) => (
            <label>
              <input
                type="checkbox"
                name={`scope:${scope}`}
                checked={fields[`scope:${scope}`] === 'on'}
              />
              <span class="mono">{scope}</span> <small>{words.scopeHints[scope]}</small>
            </label>
          ))}
        </fieldset>
        <label>
          {words.expiresAt}
          <input type="date" name="expires_at" value={fields['expires_at']} />
          <small>{words.expiresHint}</small>
        </label>
        {actor.isPlatform && (
          <label>
            {words.account}
            <select name="for" required>
              {meant === null && <option value="">{strings.account.choose}</option>}
              {choices.map(({ id, name }) => (
                <option value={id} selected={fields['for'] === id} dir="auto">
                  {strings.account.option(id, name)}
                </option>
              ))}
              <option value={PLATFORM} selected={fields['for'] === PLATFORM}>
                {words.platformKey}
              </option>
            </select>
          </label>
        )}
        <div class="actions">
          <button type="submit">{words.submit}</button>
        </div>
      </form>
    </details>
  );
}
