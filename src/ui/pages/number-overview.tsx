import type { Context, Hono } from 'hono';
import { asText, presentSupportBundle } from '../../api/present/support-bundle.js';
import type { ProblemStatus } from '../../api/problem-catalogue.js';
import type { ShownNumber } from '../../api/schemas/number.js';
import type { Actor } from '../../operations/actor.js';
import { Problem } from '../../operations/problem.js';
import { loadLedger } from '../../store/ledger.js';
import { listTimeline, type TimelineRow } from '../../store/timeline.js';
import { act, type Outcome } from '../act.js';
import { bannerOf, type Banner } from '../banner.js';
import { ActionForm } from '../components/action-form.js';
import { AttemptsBar } from '../components/attempts-bar.js';
import { BannerView } from '../components/banner.js';
import { CopyButton } from '../components/copy-button.js';
import { Happenings } from '../components/happenings.js';
import { renderPage } from '../components/layout.js';
import { actionPath, NumberAction } from '../components/number-action.js';
import { NumberFrame } from '../components/number-frame.js';
import { Stepper } from '../components/stepper.js';
import { Time } from '../components/time.js';
import type { ConsoleDependencies, UiEnv } from '../context.js';
import { customerMessage } from '../customer-message.js';
import type { Incident } from '../incident.js';
import { loadNumber } from '../load-number.js';
import { isNumberAction, mayDo } from '../number-actions.js';
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
    return c.body(asText(presentSupportBundle({ number: row, ledger, timeline }, actor, deps)));
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
          <Actions
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
        <Facts number={number} now={now} />
      </div>
    </>
  );
}

/** Everything that helps beside the banner's button; nothing that this key may not do. */
function Actions({
  number,
  actor,
  except,
  isFirstBest,
  withMessage,
}: {
  number: ShownNumber;
  actor: Actor;
  except: string | null;
  /** The banner's button is not what helps most. */
  isFirstBest: boolean;
  /** What the customer is told is not copied from the banner. */
  withMessage: boolean;
}) {
  const offered = number.onboarding.next_actions.filter(
    ({ id }) => id !== except && mayDo(actor, id),
  );
  const mayPause = number.stage !== 'closed' && mayDo(actor, 'pause') && !number.paused;
  const isCustomers = withMessage && number.onboarding.waiting_on === 'customer';
  if (offered.length === 0 && !mayPause && !isCustomers) return null;
  return (
    <section aria-labelledby="actions">
      <h2 id="actions">{words.whatYouCanDo}</h2>
      <div class="actions">
        {offered.map((action, index) => (
          <NumberAction number={number} action={action} quiet={!isFirstBest || index > 0} />
        ))}
        {isCustomers && (
          <CopyButton
            text={customerMessage(number)}
            what="the message"
            label={strings.needsYou.copyMessage}
            quiet
          />
        )}
        {mayPause && (
          <ActionForm
            action={actionPath(number.id, 'pause')}
            confirm={strings.actions.confirm.pause}
          >
            <button type="submit" class="quiet">
              {strings.actions.pause}
            </button>
          </ActionForm>
        )}
      </div>
    </section>
  );
}

function Facts({ number, now }: { number: ShownNumber; now: number }) {
  const { onboarding, token } = number;
  const { last_attempt: last } = onboarding.registration;
  return (
    <aside aria-labelledby="facts">
      <h2 id="facts">{words.facts}</h2>
      <dl class="facts wide panel">
        {onboarding.next_check_at !== null && number.stage !== 'closed' && (
          <div>
            <dt>{words.nextLook}</dt>
            <dd>
              <Time at={onboarding.next_check_at} now={now} isAhead />
            </dd>
          </div>
        )}
        <div>
          <dt>{words.lastLook}</dt>
          <dd>
            <Time at={number.health.freshness.taken_at} now={now} />
          </dd>
        </div>
        {onboarding.deadline_at !== null && (
          <div>
            <dt>{words.deadline}</dt>
            <dd>
              <Time at={onboarding.deadline_at} now={now} />
            </dd>
          </div>
        )}
        <div>
          <dt>{words.attempts}</dt>
          <dd>
            <AttemptsBar registration={onboarding.registration} now={now} />
          </dd>
        </div>
        {last !== null && (
          <div>
            <dt>{words.lastAttempt}</dt>
            <dd>
              <Time at={last.at} now={now} />, {words.outcomes[last.outcome]}
              {last.message !== null && (
                <>
                  : <span dir="auto">{last.message}</span>
                </>
              )}
              {last.code !== null && <code> {last.code}</code>}
            </dd>
          </div>
        )}
        <div>
          <dt>{words.account}</dt>
          <dd>
            <span dir="auto">{number.health.business.name}</span> <code>{number.waba_id}</code>
          </dd>
        </div>
        <div>
          <dt>{words.token}</dt>
          <dd>{words.tokenEnds(token.last4)}</dd>
        </div>
        <div>
          <dt>{words.lastWebhook}</dt>
          <dd>
            <Time at={number.last_webhook_at} now={now} />
          </dd>
        </div>
        <div>
          <dt>{words.added}</dt>
          <dd>
            <Time at={number.created_at} now={now} />
          </dd>
        </div>
        {typeof onboarding.workflow?.url === 'string' && (
          <div>
            <dt>{words.temporal}</dt>
            <dd>
              <a href={onboarding.workflow.url} target="_blank" rel="noreferrer">
                {words.open}
              </a>
            </dd>
          </div>
        )}
      </dl>
    </aside>
  );
}
