import { describe, expect, test } from 'vitest';
import { decide } from '../../src/onboarding/decide.js';
import { DAY, HOUR, MINUTE } from '../../src/onboarding/duration.js';
import type { Memory, Told } from '../../src/onboarding/memory.js';
import { newsOf, type Before } from '../../src/onboarding/news.js';
import { remember } from '../../src/onboarding/remember.js';
import * as w from './world.js';

/** One turn: what it tells, and what it remembers as told. */
function turn(parts: w.Parts, before: Partial<Before> = {}) {
  const seen = w.makeWorld(parts);
  const world = { ...seen, memory: { ...seen.memory, ...remember(seen) } as Memory };
  return newsOf(world, decide(world), {
    memory: parts.memory ?? {},
    mode: 'standard',
    isToldByMeta: false,
    ...before,
  });
}
const APPROVED = { name: 'Example Store', decision: 'APPROVED', reason: null };
const told = (more: Told): Memory => ({ told: { names: [APPROVED], ...more } });
const brief = ({ news }: ReturnType<typeof turn>) =>
  news.map(({ type, facts }) => ({ type, facts }));

describe('a repair of the webhooks is told once Meta shows that it works', () => {
  const wasLive = { number: { liveAt: w.AT - DAY, stage: 'live' as const } };
  const broken = {
    since: w.AT - MINUTE,
    found: [{ what: 'callback_gone' as const, effective: w.APP_CALLBACK }],
  };

  test('what was found, and what was done', () => {
    const found = turn({ ...wasLive, node: { ...w.LIVE, ...w.NO_OVERRIDE } });
    expect(found.news).toEqual([]);

    const memory = { webhooksBroken: broken, override: w.wrote('accepted', 30_000) };
    const [news] = turn({ ...wasLive, node: w.LIVE, memory }).news;

    expect(news).toMatchObject({
      type: 'number.webhooks_repaired',
      facts: { found: broken.found, done: ['callback_set'] },
    });
    expect(news?.sentence).toBe(
      `We found that our callback was gone (${w.APP_CALLBACK}); we set the callback again, and Meta shows that it works.`,
    );
  });

  test('not while it is only accepted, not where others mended it, not for what we wrote before', () => {
    const override = w.wrote('accepted', 30_000);
    const hidden = { ...w.LIVE, ...w.NO_OVERRIDE };
    expect(
      turn({ ...wasLive, node: hidden, memory: { webhooksBroken: broken, override } }).news,
    ).toEqual([]);
    expect(turn({ ...wasLive, node: w.LIVE, memory: { webhooksBroken: broken } }).news).toEqual([]);
    const before = w.wrote('accepted', HOUR);
    expect(
      turn({ ...wasLive, node: w.LIVE, memory: { webhooksBroken: broken, override: before } }).news,
    ).toEqual([]);
  });

  test('setting them up for the first time is no repair', () => {
    const world = w.makeWorld({ node: w.NO_OVERRIDE });
    expect(remember(world).webhooksBroken).toBeUndefined();
  });

  test('what is found undone on the way is added, a read that tells nothing forgets nothing', () => {
    const observed = w.subscription(false);
    const known = remember(
      w.makeWorld({ ...wasLive, node: w.LIVE, observed, memory: { webhooksBroken: broken } }),
    );
    expect(known.webhooksBroken).toEqual({
      since: broken.since,
      found: [...broken.found, { what: 'subscription_gone', effective: null }],
    });
    const unread = { observed: { subscription: w.TIMEOUT }, memory: { webhooksBroken: broken } };
    expect(remember(w.makeWorld({ ...wasLive, node: w.LIVE, ...unread })).webhooksBroken).toEqual(
      broken,
    );
  });
});

describe('deregistered elsewhere', () => {
  const gone = { number: { liveAt: w.AT - DAY }, node: {} };
  const lost = { since: w.AT - MINUTE };
  const registeredSeenAt = w.AT - HOUR;

  test('told once for each time', () => {
    const memory = { lost, registeredSeenAt, ...told({}) };
    const first = turn({ ...gone, memory });
    expect(brief(first)).toEqual([
      {
        type: 'number.deregistered',
        facts: {
          by: 'elsewhere',
          registered_seen_at: new Date(registeredSeenAt).toISOString(),
          reregister_policy: 'ask',
        },
      },
    ]);
    expect(turn({ ...gone, memory: { ...memory, told: first.told } }).news).toEqual([]);
    const again = { ...memory, told: first.told, lost: { since: w.AT } };
    expect(turn({ ...gone, memory: again }).news).toHaveLength(1);
  });

  test('not when it was us', () => {
    const ours = w.accepted(30_000);
    expect(
      turn({ ...gone, deregisters: [ours], memory: { lost, registeredSeenAt, ...told({}) } }).news,
    ).toEqual([]);
  });
});

describe('the name', () => {
  const approved = { nameStatus: 'APPROVED' };
  const declined = { nameStatus: 'DECLINED' };
  const rejection = { reason: 'NAME_NOT_CONSISTENT', at: w.AT, name: 'Example Store' };

  test('what the first look shows is no decision', () => {
    const first = turn({ node: approved });
    expect(first.news).toEqual([]);
    expect(turn({ node: approved, memory: { told: first.told } }).news).toEqual([]);
  });

  test('a decision after a review, told once', () => {
    const review = turn({ node: w.IN_REVIEW });
    const decided = turn({ node: approved, memory: { told: review.told } });
    expect(brief(decided)).toEqual([
      {
        type: 'number.name_decided',
        facts: { decision: 'APPROVED', name: 'Example Store', rejection_reason: null },
      },
    ]);
    expect(turn({ node: approved, memory: { told: decided.told } }).news).toEqual([]);
    // What happened in between does not make it news again.
    const unread = turn({ node: w.TIMEOUT, memory: { told: decided.told } });
    expect(unread).toEqual({ news: [], told: decided.told });
  });

  test('declined, with the reason that the webhook brought, also where it comes later', () => {
    const poll = turn({ node: declined, memory: told({ names: [] }) });
    expect(brief(poll)).toMatchObject([{ facts: { rejection_reason: null } }]);

    const memory = { told: poll.told, nameRejection: rejection };
    const webhook = turn({ node: declined, memory });
    expect(webhook.news).toMatchObject([
      {
        sentence:
          'Meta declined the display name "Example Store": it does not match how the business presents itself elsewhere.',
        facts: { decision: 'DECLINED', rejection_reason: 'NAME_NOT_CONSISTENT' },
      },
    ]);
    expect(turn({ node: declined, memory: { ...memory, told: webhook.told } }).news).toEqual([]);
  });

  test('a rename that is declined and taken off the node does not approve the old name anew', () => {
    const old = turn({ node: approved });
    const pending = { ...approved, newDisplayName: 'New', newNameStatus: 'PENDING_REVIEW' };
    const review = turn({ node: pending, memory: { told: old.told } });
    const no = { ...pending, newNameStatus: 'DECLINED' };
    const decided = turn({ node: no, memory: { told: review.told } });
    expect(brief(decided)).toMatchObject([{ facts: { decision: 'DECLINED', name: 'New' } }]);
    expect(turn({ node: approved, memory: { told: decided.told } }).news).toEqual([]);
    // Submitted once more, it is reviewed once more.
    const again = turn({ node: pending, memory: { told: decided.told } });
    expect(turn({ node: no, memory: { told: again.told } }).news).toHaveLength(1);
  });
});

describe('coexistence', () => {
  const live = { number: { mode: 'coexistence' as const, liveAt: w.AT - DAY }, node: w.LIVE };
  const off = { ...live, node: { status: 'DISCONNECTED', platformType: 'CLOUD_API' } };

  test('disconnected and connected again, each once; not what Meta’s event told already', () => {
    const coexistence = { mode: 'coexistence' as const };
    const first = turn(live, coexistence);
    expect(first).toMatchObject({ news: [], told: { coexistence: 'live' } });
    const memory = { told: first.told };
    const gone = turn({ ...off, memory }, { ...coexistence, memory });
    expect(brief(gone)).toMatchObject([
      { type: 'number.coexistence_changed', facts: { state: 'disconnected' } },
    ]);
    expect(turn({ ...off, memory }, { ...coexistence, memory, isToldByMeta: true }).news).toEqual(
      [],
    );
    const back = { told: gone.told };
    expect(brief(turn({ ...live, memory: back }, { ...coexistence, memory: back }))).toMatchObject([
      { facts: { state: 'live', previous_state: 'disconnected' } },
    ]);
  });

  test('a standard number that turns out to live in the app', () => {
    const memory = told({});
    const node = { ...w.LIVE, isOnBizApp: true };
    expect(brief(turn({ node, memory }))).toMatchObject([
      { type: 'number.coexistence_changed', facts: { mode: 'coexistence' } },
    ]);
    expect(turn({ node }).news).toEqual([]);
  });
});

describe('a deadline is told on day 10, once', () => {
  const signedUp = (daysAgo: number, more: w.Parts = {}): w.Parts => ({
    ...more,
    node: w.UNVERIFIED,
    number: { signedUpAt: w.AT - daysAgo * DAY },
    memory: told(more.memory?.told ?? {}),
  });

  test('14 days after embedded signup', () => {
    expect(turn(signedUp(9.99)).news).toEqual([]);
    const near = turn(signedUp(10));
    expect(brief(near)).toEqual([
      {
        type: 'number.deadline_near',
        facts: { after: 'signup', deadline_at: new Date(w.AT + 4 * DAY).toISOString() },
      },
    ]);
    expect(turn(signedUp(10, { memory: { told: near.told } })).news).toEqual([]);
    expect(turn(signedUp(14)).news).toEqual([]);
  });

  test('14 days after an approved rename, and not once it is registered under', () => {
    const node = { ...w.LIVE, newDisplayName: 'New', newNameStatus: 'APPROVED' };
    const memory = { renameApprovedAt: w.AT - 11 * DAY, ...told({}) };
    const waiting = { node, memory, blockedUntil: w.AT + DAY };
    expect(brief(turn(waiting)).map(({ type }) => type)).toContain('number.deadline_near');
    const registered = turn({ ...waiting, registers: [w.accepted(DAY)] });
    expect(brief(registered).map(({ type }) => type)).not.toContain('number.deadline_near');
  });
});
