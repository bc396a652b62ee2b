import type { ShownNumber } from '../../api/schemas/number.js';
import { strings } from '../strings.js';
import { AttemptsBar } from './attempts-bar.js';
import { Time } from './time.js';

const words = strings.number;

/** What is known of a number beside why it is where it is: looks, attempts, account, token, its run. */
export function NumberFacts({ number, now }: { number: ShownNumber; now: number }) {
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
