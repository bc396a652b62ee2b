import type { Context, Hono } from 'hono';
import { z } from 'zod';
import { decodeCursor, page } from '../../api/pagination.js';
import { presentAttempt, presentEndpoint } from '../../api/present/event-endpoint.js';
import type { Actor } from '../../operations/actor.js';
import { readAudit } from '../../operations/audit.js';
import { resend, testEndpoint, type Tested } from '../../operations/event-endpoints-deliveries.js';
import {
  changeEndpoint,
  readEndpoint,
  removeEndpoint,
  rotateSecret,
} from '../../operations/event-endpoints.js';
import { listAttempts, type AttemptView } from '../../store/event-attempts.js';
import { AttemptTable } from '../components/attempt-table.js';
import { EndpointStatus } from '../components/endpoint-status.js';
import { Fact } from '../components/fact.js';
import { renderPage } from '../components/layout.js';
import { LiveRegion } from '../components/live-region.js';
import { Notice } from '../components/notice.js';
import { hrefOf, Pager } from '../components/pager.js';
import { Soon } from '../components/soon.js';
import { Time } from '../components/time.js';
import type { ConsoleDependencies, UiEnv } from '../context.js';
import { actingFor } from '../acting-for.js';
import { strings } from '../strings.js';
import { secretPage } from './endpoint-secret.js';

const ROWS = 50;
const STATUSES = ['pending', 'failed', 'succeeded'] as const;
const querySchema = z.object({
  status: z.enum(STATUSES).optional().catch(undefined),
  after: z.string().optional(),
});
const place = z.tuple([z.string().regex(/^\d{1,18}$/)]).transform(([id]) => id);
const idSchema = z.uuid().catch('00000000-0000-0000-0000-000000000000');

/** `GET /to-your-systems/{id}`: one endpoint and what it was told; the buttons are `POST …/{test|rotate|enable|disable|remove}` and `…/attempts/{id}/resend`. */
export function registerEndpoint(ui: Hono<UiEnv>, deps: ConsoleDependencies): void {
  const path = '/to-your-systems/:id';
  const idOf = (c: Context<UiEnv>): string => idSchema.parse(c.req.param('id'));
  const owner = async (c: Context<UiEnv>) =>
    actingFor(c.var.actor, (await readEndpoint(c.var.actor, idOf(c), deps)).account_id);
  const back = (c: Context<UiEnv>) => c.redirect(`/to-your-systems/${idOf(c)}`, 303);

  ui.get(path, (c) => endpointPage(c, deps, idOf(c)));

  ui.post(`${path}/test`, async (c) =>
    endpointPage(c, deps, idOf(c), await testEndpoint(await owner(c), idOf(c), deps)),
  );
  ui.post(`${path}/rotate`, async (c) => {
    const { endpoint, secret } = await rotateSecret(await owner(c), idOf(c), deps);
    return secretPage(c, endpoint, secret);
  });
  ui.post(`${path}/disable`, async (c) => {
    await changeEndpoint(await owner(c), idOf(c), { disabled: true }, deps);
    return back(c);
  });
  ui.post(`${path}/enable`, async (c) => {
    await changeEndpoint(await owner(c), idOf(c), { disabled: false }, deps);
    return back(c);
  });
  ui.post(`${path}/remove`, async (c) => {
    await removeEndpoint(await owner(c), idOf(c), deps);
    return c.redirect('/to-your-systems', 303);
  });
  ui.post(`${path}/attempts/:attempt/resend`, async (c) => {
    await resend(await owner(c), { endpointId: idOf(c), attemptId: c.req.param('attempt') }, deps);
    return back(c);
  });
}

async function endpointPage(
  c: Context<UiEnv>,
  deps: ConsoleDependencies,
  id: string,
  tested?: Tested,
) {
  const { actor } = c.var;
  const words = strings.toYou.one;
  const row = await readEndpoint(actor, id, deps);
  const endpoint = presentEndpoint(row);
  const query = querySchema.parse(c.req.query());
  const disabledBy =
    row.disabled_reason === 'asked' ? await whoSwitched(actor, row.id, deps) : null;
  const attempts = await listAttempts(deps.db, row.id, {
    statuses: query.status === undefined ? undefined : [query.status],
    after: decodeCursor(query.after, place),
    limit: ROWS + 1,
  });
  const shown = page(attempts, ROWS, presentAttempt, (attempt: AttemptView) => [attempt.id]);
  const now = deps.clock.now();
  const path = `/to-your-systems/${row.id}`;
  const here = hrefOf(path, query);

  return renderPage(c, {
    title: endpoint.url,
    live: { topics: ['events'] },
    children: (
      <>
        <p class="crumbs">
          <a href="/to-your-systems">{words.back}</a>
        </p>
        {tested !== undefined && <TestedNotice tested={tested} />}
        <LiveRegion path={here}>
          <h1 class="mono">
            {endpoint.url} <EndpointStatus status={endpoint.status} />
          </h1>
          {endpoint.explanation !== null && <Notice tone="bad">{endpoint.explanation}</Notice>}
          <dl class="facts">
            <Fact name={words.events}>
              <span class="mono">{endpoint.types.join(', ')}</span>
            </Fact>
            {endpoint.description !== null && (
              <Fact name={words.description}>
                <bdi>{endpoint.description}</bdi>
              </Fact>
            )}
            {endpoint.failing_since !== null && (
              <Fact name={words.failingSince}>
                <Time at={endpoint.failing_since} now={now} />
              </Fact>
            )}
            {endpoint.disabled_at !== null && (
              <Fact name={words.disabledAt}>
                <Time at={endpoint.disabled_at} now={now} />
                {disabledBy !== null && (
                  <>
                    {' '}
                    {words.by} <bdi>{disabledBy}</bdi>
                  </>
                )}
              </Fact>
            )}
            {endpoint.previous_secret_until !== null && (
              <Fact name={words.previousSecret}>
                <Time at={endpoint.previous_secret_until} now={now} />
              </Fact>
            )}
          </dl>
          <Buttons path={path} isDisabled={endpoint.disabled_at !== null} />
          <h2>{words.attempts}</h2>
          <nav class="tabs" aria-label={words.attempts}>
            <ul>
              {[undefined, ...STATUSES].map((status) => (
                <li>
                  <a
                    href={hrefOf(path, { status })}
                    aria-current={status === query.status ? 'true' : undefined}
                  >
                    {words.filter[status ?? 'all']}
                  </a>
                </li>
              ))}
            </ul>
          </nav>
          {shown.data.length === 0 ? (
            <p class="empty muted">{words.none}</p>
          ) : (
            <AttemptTable
              attempts={shown.data}
              path={path}
              now={now}
              mayResend={endpoint.disabled_at === null}
            />
          )}
          <Pager path={path} query={query} next={shown.next} words={words} />
          {shown.data.some(({ status }) => status === 'pending') && <Soon path={here} />}
        </LiveRegion>
      </>
    ),
  });
}

/** Who switched it last; null where the audit log no longer knows. */
async function whoSwitched(
  actor: Actor,
  id: string,
  deps: ConsoleDependencies,
): Promise<string | null> {
  const rows = await readAudit(
    actor,
    { actions: ['event_endpoint.change'], subjects: [`event_endpoint/${id}`] },
    { after: null, limit: ROWS },
    deps,
  );
  const switched = rows.find(({ details }) => {
    const { fields } = details as { fields?: unknown };
    return Array.isArray(fields) && fields.includes('disabled');
  });
  return switched?.actor ?? null;
}

function TestedNotice({ tested }: { tested: Tested }) {
  const words = strings.toYou.one;
  const answer = tested.status === null ? words.noAnswer : words.http(tested.status);
  return tested.isDelivered ? (
    <Notice tone="good">{words.delivered(answer, tested.durationMs)}</Notice>
  ) : (
    <Notice tone="bad">{words.notDelivered(tested.error ?? answer)}</Notice>
  );
}

function Buttons({ path, isDisabled }: { path: string; isDisabled: boolean }) {
  const words = strings.toYou.one;
  const post = (act: string, label: string, hint?: string, look = 'quiet') => (
    <form method="post" action={`${path}/${act}`}>
      <button type="submit" class={look} title={hint}>
        {label}
      </button>
    </form>
  );
  return (
    <div class="actions">
      {post('test', words.test, words.testHint, '')}
      {post('rotate', words.rotate, words.rotateHint)}
      {isDisabled ? post('enable', words.enable) : post('disable', words.disable)}
      <details class="sure">
        <summary>{words.remove}</summary>
        <p>{words.removeSure}</p>
        {post('remove', words.removeNow, undefined, 'danger')}
      </details>
    </div>
  );
}
