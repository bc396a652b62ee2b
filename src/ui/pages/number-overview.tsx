import type { Context, Hono } from 'hono';
import { presentSupportBundle } from '../../api/present/support-bundle.js';
import { supportBundleText } from '../../api/present/support-bundle-text.js';
import type { ProblemStatus } from '../../api/problem-catalogue.js';
import type { ShownNumber } from '../../api/schemas/number.js';
import type { Actor } from '../../operations/actor.js';
import { Problem } from '../../operations/problem.js';
import { loadLedger } from '../../store/ledger.js';
import { listTimeline, type TimelineRow } from '../../store/timeline.js';
import { act, type Outcome } from '../act.js';
import { bannerOf, type Banner } from '../banner.js';
import { BannerView } from '../components/banner.js';
import { Happenings } from '../components/happenings.js';
import { renderPage } from '../components/layout.js';
import { NumberFacts } from '../components/number-facts.js';
import { NumberFrame } from '../components/number-frame.js';
import { Stepper } from '../components/stepper.js';
import { WhatHelps } from '../components/what-helps.js';
import type { ConsoleDependencies, UiEnv } from '../context.js';
import type { Incident } from '../incident.js';
import { loadNumber } from '../load-number.js';
import { isNumberAction } from '../number-actions.js';
import { currentIncident } from '../read-incident.js';
import { runNumberAction } from '../run-number-action.js';
import { strings } from '../strings.js';

const words = strings.number;
/** Rows of the timeline on the overview. */
const LATEST = 6;
/** Rows in a support bundle, as the API's. */
const BUNDLE_ROWS = 200;

/** `/numbers/{id}`: why it is where it is, and what can be done. */
export function registerNumberOverview(ui: Hono<UiEnv>, deps: ConsoleDependencies): void {
  const show = async (
    c: Context<UiEnv>,
    id: string,
    outcome?: Outcome,
    status: 200 | ProblemStatus = 200,
  ) => {
    const { row, shown, actor } = await loadNumber(c, id, deps);
    const [latest, incident] = await Promise.all([
      listTimeline(deps.db, row.id, { after: null, limit: LATEST }),
      currentIncident(c.var.actor, deps),
    ]);
    const path = `/numbers/${id}`;
    return renderPage(
      c,
      {
        title: shown.verified_name ?? shown.display_phone_number ?? id,
        live: { topics: ['numbers'], phoneNumberId: id },
        children: (
          <NumberFrame number={shown} tab="" path={path} outcome={outcome}>
            <Overview
              number={shown}
              actor={actor}
              latest={latest}
              incident={incident?.reasons.includes(row.reason) === true ? incident : null}
              now={deps.clock.now()}
            />
          </NumberFrame>
        ),
      },
      status,
    );
  };

  ui.get('/numbers/:id', (c) => show(c, c.req.param('id')));

  ui.post('/numbers/:id/actions/:action', async (c) => {
    const { id, action } = c.req.param();
    if (!isNumberAction(action)) throw new Problem('not_found', strings.error.notFound);
    return act(
      c,
      { back: `/numbers/${id}`, done: strings.actions.done[action] },
      () => runNumberAction(c, { id, action }, deps),
      (outcome, status) => show(c, id, outcome, status),
    );
  });

  ui.get('/numbers/:id/support-bundle', async (c) => {
    const { row, actor } = await loadNumber(c, c.req.param('id'), deps);
    const [ledger, timeline] = await Promise.all([
      loadLedger(deps.db, row.phone_number_id),
      listTimeline(deps.db, row.id, { after: null, limit: BUNDLE_ROWS }),
    ]);
    c.header('Content-Type', 'text/plain; charset=utf-8');
    c.header(
      'Content-Disposition',
      `attachment; filename="support-bundle-${row.phone_number_id}.txt"`,
    );
    return c.body(
      supportBundleText(presentSupportBundle({ number: row, ledger, timeline }, actor, deps)),
    );
  });
}

/** Is what helps most the banner's own button? */
const isOffered = (
  {
    onboarding: {
      next_actions: [best],
    },
  }: ShownNumber,
  banner: Banner | null,
): boolean =>
  banner === null ||
  best === undefined ||
  (banner.kind !== 'customer' && banner.kind !== 'incomplete') ||
  (banner.button?.kind === 'action' && banner.button.id === best.id);

function Overview({
  number,
  actor,
  latest,
  incident,
  now,
}: {
  number: ShownNumber;
  actor: Actor;
  latest: readonly TimelineRow[];
  incident: Incident | null;
  now: number;
}) {
  const banner = bannerOf(number, { now, incident });
  return (
    <>
      <Stepper number={number} />
      {banner === null ? (
        <p class="lead" dir="auto">
          {number.onboarding.explanation}
        </p>
      ) : (
        <BannerView banner={banner} number={number} actor={actor} now={now} />
      )}
      <div class="columns">
        <div>
          <WhatHelps
            number={number}
            actor={actor}
            except={banner?.button?.kind === 'action' ? banner.button.id : null}
            isFirstBest={!isOffered(number, banner)}
            withMessage={banner?.kind !== 'customer'}
          />
          <section aria-labelledby="latest">
            <h2 id="latest">{words.latest}</h2>
            <Happenings rows={latest} now={now} />
            <p>
              <a href={`/numbers/${number.id}/timeline`}>{words.allOfIt}</a>
            </p>
          </section>
        </div>
        <NumberFacts number={number} now={now} />
      </div>
    </>
  );
}
