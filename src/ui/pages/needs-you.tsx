import type { Context, Hono } from 'hono';
import { presentNumber } from '../../api/present/number.js';
import type { ProblemStatus } from '../../api/problem-catalogue.js';
import type { ShownNumber } from '../../api/schemas/number.js';
import type { Actor } from '../../operations/actor.js';
import { checkNumber } from '../../operations/check-number.js';
import { Problem } from '../../operations/problem.js';
import { countNumbers, type NumberCount } from '../../store/number-counts.js';
import { listNumberViews } from '../../store/number-lists.js';
import { act, type Outcome } from '../act.js';
import { groupByAction } from '../attention.js';
import { ActionForm } from '../components/action-form.js';
import { renderPage } from '../components/layout.js';
import { LiveRegion } from '../components/live-region.js';
import { Said } from '../components/notice.js';
import { NumberRow } from '../components/number-rows.js';
import { Time } from '../components/time.js';
import type { ConsoleDependencies, UiEnv } from '../context.js';
import type { Incident } from '../incident.js';
import { loadNumber } from '../load-number.js';
import { isNumberAction, mayDo } from '../number-actions.js';
import { runNumberAction } from '../run-number-action.js';
import { currentIncident } from '../read-incident.js';
import { strings } from '../strings.js';

const words = strings.needsYou;
/** More rows than this nobody reads: the rest is in the list. */
const MOST = 100;

/** `/`: what needs a person, under what they must do, and the quiet rest as counts. */
export function registerNeedsYou(ui: Hono<UiEnv>, deps: ConsoleDependencies): void {
  const read = (actor: Actor) =>
    listNumberViews(
      deps.db,
      actor.readsAccountId,
      { waitingOn: ['operator', 'customer'] },
      { order: 'attention', after: null, limit: MOST },
    );

  const show = async (c: Context<UiEnv>, outcome?: Outcome, status: 200 | ProblemStatus = 200) => {
    const { actor } = c.var;
    const [rows, counts, incident] = await Promise.all([
      read(actor),
      countNumbers(deps.db, actor.readsAccountId),
      currentIncident(actor, deps),
    ]);
    return renderPage(
      c,
      {
        title: strings.nav.needsYou,
        live: { topics: ['numbers'] },
        children: (
          <>
            <Said outcome={outcome} />
            <LiveRegion path="/">
              <NeedsYou
                numbers={rows
                  .filter(({ stage }) => stage !== 'closed')
                  .map((row) => presentNumber(row, actor, deps))}
                counts={counts}
                incident={incident}
                actor={actor}
                now={deps.clock.now()}
              />
            </LiveRegion>
          </>
        ),
      },
      status,
    );
  };

  ui.get('/', (c) => show(c));

  ui.post('/attention/:id/:action', (c) => {
    const { id, action } = c.req.param();
    if (!isNumberAction(action)) throw new Problem('not_found', strings.error.notFound);
    return act(
      c,
      { back: '/', done: strings.actions.done[action] },
      // The row moves by itself once the answer is there.
      () => runNumberAction(c, { id, action }, { ...deps, waitMs: 0 }),
      (outcome, status) => show(c, outcome, status),
    );
  });

  ui.post('/attention/check', (c) =>
    act(
      c,
      { back: '/', done: words.checked(0) },
      async () => {
        const rows = await read(c.var.actor);
        // Nobody waits for the answers: the rows change as they come.
        const asked = await Promise.all(rows.map((row) => checkOne(c, row.phone_number_id, deps)));
        return words.checked(asked.filter(Boolean).length);
      },
      (outcome, status) => show(c, outcome, status),
    ),
  );
}

/** Asks for one look, unless this number is on its way out. */
async function checkOne(
  c: Context<UiEnv>,
  id: string,
  deps: ConsoleDependencies,
): Promise<boolean> {
  try {
    const { actor } = await loadNumber(c, id, deps);
    await checkNumber(actor, id, { ...deps, waitMs: 0 });
    return true;
  } catch (error) {
    if (error instanceof Problem && error.code === 'number_releasing') return false;
    throw error;
  }
}

function NeedsYou({
  numbers,
  counts,
  incident,
  actor,
  now,
}: {
  numbers: readonly ShownNumber[];
  counts: readonly NumberCount[];
  incident: Incident | null;
  actor: Actor;
  now: number;
}) {
  const open = counts.filter(({ stage }) => stage !== 'closed');
  const yours = sum(open.filter(isYours));
  const all = sum(open);
  return (
    <>
      <h1>{strings.nav.needsYou}</h1>
      {incident !== null && (
        <section class="banner waiting" aria-labelledby="incident">
          <h2 id="incident">{strings.banner.incident.title(clock(incident.since))}</h2>
          <p>{strings.banner.incident.body(incident.numbers, incident.code)}</p>
          <a role="button" class="quiet" href={`/numbers?reason=${incident.reasons.join(',')}`}>
            {strings.banner.incident.button}
          </a>
        </section>
      )}
      <Summary counts={open} />
      {all === 0 && <Nothing actor={actor} />}
      {all > 0 && yours === 0 && <Quiet counts={open} now={now} />}
      {numbers.length > 0 && mayDo(actor, 'check') && (
        <div class="bulk">
          <ActionForm action="/attention/check">
            <button type="submit" class="quiet">
              {words.checkAll}
            </button>
          </ActionForm>
        </div>
      )}
      {groupByAction(numbers).map((group) => (
        <section class="group">
          <h2>
            {group.title} <span class="count">{group.numbers.length}</span>
          </h2>
          <ul class="rows">
            {group.numbers.map((number) => (
              <NumberRow number={number} actor={actor} now={now} withButton />
            ))}
          </ul>
        </section>
      ))}
      {yours > numbers.length && (
        <p>
          <a href="/numbers?waiting_on=operator,customer&sort=attention">{words.more(yours)}</a>
        </p>
      )}
    </>
  );
}

const isYours = ({ waiting_on: on }: NumberCount): boolean =>
  on === 'operator' || on === 'customer';
const isMetas = ({ waiting_on: on }: NumberCount): boolean => on === 'meta';
const isTimes = ({ waiting_on: on }: NumberCount): boolean => on === 'time';
const sum = (counts: readonly NumberCount[]): number =>
  counts.reduce((total, { count }) => total + count, 0);
const clock = (iso: string): string => `${iso.slice(11, 16)} UTC`;

/** "3 need you · 12 wait for Meta · 418 live", each a link to those numbers. */
function Summary({ counts }: { counts: readonly NumberCount[] }) {
  const waits = (...on: string[]): number =>
    sum(counts.filter(({ waiting_on: waitingOn }) => on.includes(waitingOn)));
  const live = sum(counts.filter(({ stage }) => stage === 'live'));
  const parts = [
    [waits('operator', 'customer'), words.need, '?waiting_on=operator,customer&sort=attention'],
    [waits('us'), words.working, '?waiting_on=us'],
    [waits('time'), words.time, '?waiting_on=time'],
    [waits('meta'), words.meta, '?waiting_on=meta'],
    [live, words.live, '?stage=live'],
  ] as const;
  return (
    <ul class="summary">
      {parts
        .filter(([count], index) => count > 0 || index === 0)
        .map(([count, say, query], index) => (
          <li class={index === 0 && count > 0 ? 'urgent' : undefined}>
            <a href={`/numbers${query}`}>
              <strong>{count}</strong> {say(count)}
            </a>
          </li>
        ))}
    </ul>
  );
}

const Nothing = ({ actor }: { actor: Actor }) => (
  <article class="empty">
    <h2>{words.none.title}</h2>
    <p>{words.none.body}</p>
    {actor.scopes.includes('admin') && (
      <a role="button" href="/connect">
        {strings.nav.connect}
      </a>
    )}
  </article>
);

/** "Nothing needs you. 12 numbers wait for Meta; next look 14:20." */
function Quiet({ counts, now }: { counts: readonly NumberCount[]; now: number }) {
  const waiting = counts.filter((count) => isMetas(count) || isTimes(count));
  const next = waiting
    .flatMap(({ next_check_at: at }) => (at === null ? [] : [at.getTime()]))
    .toSorted((one, other) => one - other)[0];
  return (
    <article class="empty">
      <h2>{words.quiet.title}</h2>
      {waiting.length > 0 && (
        <p>
          {words.quiet.waiting(sum(waiting.filter(isMetas)), sum(waiting.filter(isTimes)))}
          {next !== undefined && (
            <>
              ; {words.quiet.nextLook} <Time at={new Date(next)} now={now} isAhead />
            </>
          )}
          .
        </p>
      )}
    </article>
  );
}
