import type { Child } from 'hono/jsx';
import type { Hono } from 'hono';
import { presentHealth } from '../../api/present/health.js';
import type { ShownHealth } from '../../api/schemas/health.js';
import type { ShownNumber } from '../../api/schemas/number.js';
import { managerUrl } from '../../onboarding/actions.js';
import type { Actor } from '../../operations/actor.js';
import { listHealthSnapshots } from '../../store/health-snapshots.js';
import { Badge } from '../components/badge.js';
import { CanSend } from '../components/can-send.js';
import { CopyButton } from '../components/copy-button.js';
import { HealthHistory } from '../components/health-history.js';
import { renderPage } from '../components/layout.js';
import { NumberFrame } from '../components/number-frame.js';
import { Time } from '../components/time.js';
import { WebhookCard } from '../components/webhook-card.js';
import type { ConsoleDependencies, UiEnv } from '../context.js';
import { loadNumber } from '../load-number.js';
import { strings } from '../strings.js';

const words = strings.health;
const SNAPSHOTS = 200;

/** `/numbers/{id}/health`: what Meta says of it, how old that is, and whether webhooks reach us. */
export function registerNumberHealth(ui: Hono<UiEnv>, deps: ConsoleDependencies): void {
  ui.get('/numbers/:id/health', async (c) => {
    const id = c.req.param('id');
    const { row, shown, actor } = await loadNumber(c, id, deps);
    const snapshots = await listHealthSnapshots(deps.db, row.id, { after: null, limit: SNAPSHOTS });
    const now = deps.clock.now();
    const path = `/numbers/${id}/health`;
    return renderPage(c, {
      title: `${strings.number.tabs.health} · ${shown.verified_name ?? id}`,
      live: { topics: ['numbers'], phoneNumberId: id },
      children: (
        <NumberFrame number={shown} tab="/health" path={path}>
          <Health number={shown} health={presentHealth(row, now)} actor={actor} now={now} />
          <HealthHistory snapshots={snapshots} now={now} />
        </NumberFrame>
      ),
    });
  });
}

/** A value under its label, explained on hover and to screen readers. */
const Item = ({ label, tip, children }: { label: string; tip: string; children?: Child }) => (
  <div>
    <dt>
      <span title={tip}>{label}</span>
    </dt>
    <dd>{children}</dd>
  </div>
);

const Text = ({ value }: { value: string | null }) =>
  value === null ? <span class="muted">{strings.unknown}</span> : <span dir="auto">{value}</span>;

function Health({
  number,
  health,
  actor,
  now,
}: {
  number: ShownNumber;
  health: ShownHealth;
  actor: Actor;
  now: number;
}) {
  const { phone, capacity, business, freshness } = health;
  const { labels, tips } = words;
  const isBeside = phone.is_on_biz_app === true && capacity.platform_type === 'CLOUD_API';
  return (
    <>
      <p class={freshness.stale ? 'notice waiting' : 'muted'}>
        {words.asOf} <Time at={freshness.taken_at} now={now} />.
        {freshness.error !== null && (
          <>
            {' '}
            {words.lastTry} <Time at={freshness.error.at} now={now} />:{' '}
            <span dir="auto">{freshness.error.message}</span>
          </>
        )}
      </p>
      <div class="cards">
        <article>
          <h2>{words.groups.phone}</h2>
          <dl class="facts wide">
            <Item label={labels.number} tip={tips.number}>
              <Text value={phone.display_phone_number} />
            </Item>
            <Item label={labels.name} tip={tips.name}>
              <Text value={phone.verified_name} />
            </Item>
            <Item label={labels.nameStatus} tip={tips.nameStatus}>
              <Badge value={phone.name_status} />
            </Item>
            <Item label={labels.id} tip={tips.id}>
              <code>{number.id}</code> <CopyButton text={number.id} what="the phone number id" />
            </Item>
            {isBeside && (
              <Item label={labels.coexistence} tip={tips.coexistence}>
                <Badge value="ACTIVE" />
              </Item>
            )}
            {phone.last_onboarded_at !== null && (
              <Item label={labels.onboarded} tip={tips.onboarded}>
                <Onboarded at={phone.last_onboarded_at} now={now} />
              </Item>
            )}
          </dl>
        </article>
        <article>
          <h2>{words.groups.capacity}</h2>
          <dl class="facts wide">
            <Item label={labels.status} tip={tips.status}>
              <Badge value={capacity.status} />
            </Item>
            <Item label={labels.quality} tip={tips.quality}>
              <Badge value={capacity.quality_rating} />
            </Item>
            <Item label={labels.tier} tip={tips.tier}>
              <Text
                value={capacity.messaging_limit === null ? null : tierOf(capacity.messaging_limit)}
              />
            </Item>
            <Item label={labels.throughput} tip={tips.throughput}>
              <Badge value={capacity.throughput_level} />
            </Item>
            <Item label={labels.mode} tip={tips.mode}>
              <Badge value={capacity.account_mode} />
            </Item>
            <Item label={labels.code} tip={tips.code}>
              <Badge value={capacity.code_verification_status} />
            </Item>
          </dl>
        </article>
        <article>
          <h2>{words.groups.business}</h2>
          <dl class="facts wide">
            <Item label={labels.account} tip={tips.account}>
              <Text value={business.name} /> <code>{business.waba_id}</code>{' '}
              <CopyButton text={business.waba_id} what="the account id" />
            </Item>
            <Item label={labels.portfolio} tip={tips.portfolio}>
              {business.portfolio_id === null ? (
                <Text value={null} />
              ) : (
                <code>{business.portfolio_id}</code>
              )}
            </Item>
            <Item label={labels.review} tip={tips.review}>
              <Badge value={business.review_status} />
            </Item>
            <Item label={labels.payment} tip={tips.payment}>
              <Badge value={paymentOf(number)} />
            </Item>
          </dl>
          <p>
            <a
              href={managerUrl(business.portfolio_id, business.waba_id)}
              target="_blank"
              rel="noreferrer"
            >
              {words.manager}
            </a>
          </p>
        </article>
        <CanSend health={health} />
        <WebhookCard number={number} health={health} actor={actor} />
      </div>
    </>
  );
}

const tierOf = (tier: string): string =>
  strings.tiers[tier as keyof typeof strings.tiers] ?? tier.replaceAll('_', ' ').toLowerCase();

/** Meta writes an offset without a colon, which not every parser takes. */
function Onboarded({ at, now }: { at: string; now: number }) {
  const date = new Date(at.replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
  return Number.isNaN(date.getTime()) ? <Text value={at} /> : <Time at={date} now={now} />;
}

/** Meta says it only where something is missing. */
const paymentOf = ({ conditions, onboarding }: ShownNumber): string | null =>
  onboarding.reason === 'payment_missing' ||
  conditions.some(({ reason }) => reason === 'payment_missing')
    ? 'BLOCKED'
    : conditions.some(({ type, status }) => type === 'can_send' && status === 'met')
      ? 'ACTIVE'
      : null;
