import type { Hono } from 'hono';
import { z } from 'zod';
import { decodeCursor, page } from '../../api/pagination.js';
import { presentToken } from '../../api/present/number.js';
import { tokenSchema } from '../../api/schemas/requests.js';
import { requireScope } from '../../operations/actor.js';
import { replaceToken } from '../../operations/replace-token.js';
import { listWabaViews, type WabaView } from '../../store/wabas.js';
import { renderPage } from '../components/layout.js';
import { Notice } from '../components/notice.js';
import { Pager } from '../components/pager.js';
import { SettingsHead } from '../components/settings-head.js';
import { Table } from '../components/table.js';
import { Time } from '../components/time.js';
import type { ConsoleDependencies, UiEnv } from '../context.js';
import { fieldsOf, parseFields } from '../form.js';
import { actingFor } from '../acting-for.js';
import { strings } from '../strings.js';

const ROWS = 50;
const PATH = '/settings/tokens';
const place = z
  .tuple([z.string(), z.string().regex(/^\d{1,18}$/)])
  .transform(([wabaId, accountId]) => ({ wabaId, accountId }));

/** `GET /settings/tokens`: with which token each WABA is served; `POST …/{waba}` replaces one. */
export function registerSettingsTokens(ui: Hono<UiEnv>, deps: ConsoleDependencies): void {
  const words = strings.settings.tokens;
  ui.get('/settings', (c) => c.redirect(PATH));

  ui.get(PATH, async (c) => {
    const { actor } = c.var;
    requireScope(actor, 'read');
    const after = c.req.query('after');
    const rows = await listWabaViews(deps.db, actor.readsAccountId, {
      after: decodeCursor(after, place),
      limit: ROWS + 1,
    });
    const shown = page(
      rows,
      ROWS,
      (row: WabaView) => row,
      (row) => [row.waba_id, row.account_id],
    );
    const now = deps.clock.now();
    const { waba, token, validity, scopes } = words.columns;
    return renderPage(c, {
      title: words.title,
      children: (
        <>
          <SettingsHead actor={actor} tab="tokens" />
          {c.req.query('replaced') !== undefined && <Notice tone="good">{words.replaced}</Notice>}
          <p class="muted">{words.intro}</p>
          {shown.data.length === 0 ? (
            <p class="empty muted">{words.none}</p>
          ) : (
            <Table name={words.title} columns={[waba, token, validity, scopes, '']}>
              {shown.data.map((row) => (
                <Row row={row} now={now} mayReplace={actor.scopes.includes('admin')} />
              ))}
            </Table>
          )}
          <Pager path={PATH} query={{ after }} next={shown.next} words={strings.settings} />
        </>
      ),
    });
  });

  ui.post(`${PATH}/:waba`, async (c) => {
    const { account, ...token } = await fieldsOf(c);
    const { access_token: accessToken } = parseFields(tokenSchema, token);
    const actor = actingFor(c.var.actor, account ?? c.var.actor.accountId);
    await replaceToken(actor, c.req.param('waba'), accessToken, deps);
    return c.redirect(`${PATH}?replaced`, 303);
  });
}

function Row({ row, now, mayReplace }: { row: WabaView; now: number; mayReplace: boolean }) {
  const words = strings.settings.tokens;
  const token = presentToken(row);
  const name = row.name ?? row.facts?.name ?? null;
  return (
    <tr>
      <td>
        {name !== null && <bdi>{name}</bdi>}
        <small class="block mono">{row.waba_id}</small>
      </td>
      <td class="mono nowrap">{words.last4(token.last4)}</td>
      <td class="nowrap">
        <Validity valid={token.valid} />
        <small class="block">
          {token.valid !== true ? (
            ''
          ) : token.expires_at === null ? (
            words.neverExpires
          ) : (
            <>
              {words.expires} <Time at={token.expires_at} now={now} />
            </>
          )}
        </small>
      </td>
      <td class="mono detail">{token.scopes.join(', ')}</td>
      <td>
        {mayReplace && (
          <details class="sure">
            <summary>{words.replace}</summary>
            <form
              class="inline"
              method="post"
              action={`${PATH}/${encodeURIComponent(row.waba_id)}`}
            >
              <input type="hidden" name="account" value={row.account_id} />
              <input
                type="password"
                name="access_token"
                required
                autocomplete="off"
                aria-label={words.newToken(name ?? row.waba_id)}
              />
              <button type="submit">{words.submit}</button>
            </form>
          </details>
        )}
      </td>
    </tr>
  );
}

function Validity({ valid }: { valid: boolean | null }) {
  const words = strings.settings.tokens;
  if (valid === null) return <span class="badge">{words.unchecked}</span>;
  return valid ? (
    <span class="badge good">{words.valid}</span>
  ) : (
    <span class="badge bad">{words.invalid}</span>
  );
}
