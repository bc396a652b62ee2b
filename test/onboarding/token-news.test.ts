import { describe, expect, test } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../src/onboarding/duration.js';
import type { Refusal, TokenFacts } from '../../src/onboarding/observation.js';
import {
  tokenVerdict,
  type TokenAnswer,
  type TokenStanding,
} from '../../src/onboarding/token-news.js';
import { nextTokenLook, type TokenLook } from '../../src/onboarding/token-schedule.js';

const AT = Date.parse('2026-11-20T12:00:00Z');
const facts = (given: Partial<TokenFacts> = {}): TokenFacts => ({
  valid: true,
  appId: '1',
  appName: 'Ours',
  scopes: ['a', 'b'],
  expiresAt: null,
  ...given,
});
const standing = (given: Partial<TokenStanding> = {}): TokenStanding => ({
  last4: 'a1b2',
  facts: facts(),
  refused: null,
  refusals: 0,
  toldExpiry: null,
  ...given,
});
const refusal = (given: Partial<Refusal> = {}): Refusal => ({
  class: 'token',
  code: 190,
  subcode: null,
  title: null,
  message: 'Malformed access token.',
  details: null,
  fbtraceId: 'trace',
  retryAfterMs: null,
  ...given,
});
const valid = (given: Partial<TokenFacts> = {}): TokenAnswer => ({
  kind: 'valid',
  facts: facts(given),
});
const refused = (given: Partial<Refusal> = {}): TokenAnswer => ({
  kind: 'refused',
  refusal: refusal(given),
  facts: null,
});
const inDays = (days: number): number => AT + days * DAY;

describe('the ladder of the expiry', () => {
  // prettier-ignore
  test.each<[string, number | null, { endsAt: number; rungDays: number } | null, number | null]>([
    ['never ends', null, null, null],
    ['far away', inDays(22), null, null],
    ['on the first rung', inDays(21), null, 21],
    ['first seen between rungs: the nearest, once', inDays(5), null, 7],
    ['told already', inDays(20), { endsAt: inDays(20), rungDays: 21 }, null],
    ['the next rung', inDays(7), { endsAt: inDays(7), rungDays: 21 }, 7],
    ['the last rung', inDays(0.5), { endsAt: inDays(0.5), rungDays: 7 }, 1],
    ['prolonged: from the beginning', inDays(20), { endsAt: inDays(1), rungDays: 1 }, 21],
    ['shortened: the same rung is not told twice', inDays(18), { endsAt: inDays(20), rungDays: 21 }, null],
    ['shortened to a nearer rung', inDays(1), { endsAt: inDays(20), rungDays: 21 }, 1],
    ['over', inDays(-1), null, null],
  ])('%s', (_, expiresAt, toldExpiry, rung) => {
    const { news, toldExpiry: told } = tokenVerdict(standing({ toldExpiry }), valid({ expiresAt }), AT);
    expect(news.map(({ facts: { rung_days: days } }) => days)).toEqual(rung === null ? [] : [rung]);
    expect(told).toEqual(rung === null ? toldExpiry : { endsAt: expiresAt, rungDays: rung });
  });

  test('the earlier of expiry and access to data counts, and is named', () => {
    const answer = valid({ expiresAt: inDays(60), dataAccessExpiresAt: inDays(6) });
    expect(tokenVerdict(standing(), answer, AT).news[0]).toMatchObject({
      event: 'waba.token_expiring',
      sentence:
        'The access to data of the access token …a1b2 ends on 2026-11-26 12:00 UTC, in 6 days. Replace it before, or we can neither check nor change its numbers.',
      wakes: false,
    });
  });
});

describe('refused and well again', () => {
  // prettier-ignore
  test.each<[string, Partial<Refusal>, string]>([
    ['expired', { subcode: 463 }, 'Meta no longer accepts the access token …a1b2: it expired. Replace the token.'],
    ['password', { subcode: 460 }, 'Meta no longer accepts the access token …a1b2: the password was changed. Replace the token.'],
    ['another', { subcode: 1 }, 'Meta no longer accepts the access token …a1b2: Malformed access token. Replace the token.'],
    ['unsaid', { message: '' }, 'Meta no longer accepts the access token …a1b2: Meta gives no cause. Replace the token.'],
  ])('%s', (_, given, sentence) => {
    const verdict = tokenVerdict(standing(), refused(given), AT);
    expect(verdict.news).toMatchObject([{ event: 'waba.token_invalid', sentence, wakes: true }]);
    expect(verdict.refused?.since).toBe(AT);
    // What was known of it stays known.
    expect(verdict.facts).toEqual({ ...facts(), valid: false });
  });

  test('is news once, and back once', () => {
    const first = tokenVerdict(standing(), refused(), AT);
    const again = tokenVerdict(standing(first), refused(), AT + MINUTE);
    expect(again.news).toEqual([]);
    expect(again.refused?.since).toBe(AT);
    const back = tokenVerdict(standing(again), valid(), AT + HOUR);
    expect(back.news).toMatchObject([{ kind: 'token_valid_again', wakes: true }]);
    expect(back.refused).toBeNull();
    expect(tokenVerdict(standing(back), valid(), AT + DAY).news).toEqual([]);
  });

  test('a token that is taken and refused in turn is counted until two good looks in a row', () => {
    const flap = tokenVerdict(
      standing(tokenVerdict(standing(tokenVerdict(standing(), refused(), AT)), valid(), AT)),
      refused(),
      AT,
    );
    expect(flap.refusals).toBe(2);
    const once = tokenVerdict(standing(flap), valid(), AT);
    expect(once.refusals).toBe(2);
    expect(tokenVerdict(standing(once), valid(), AT).refusals).toBe(0);
  });
});

describe('permissions and accounts', () => {
  // prettier-ignore
  test.each<[string, Partial<TokenFacts>, Partial<TokenFacts>, string[]]>([
    ['the same in another order', { scopes: ['a', 'b'] }, { scopes: ['b', 'a'] }, []],
    ['lost', { scopes: ['a', 'b'] }, { scopes: ['a'] }, ['The access token …a1b2 lost the permission b.']],
    ['both ways', { scopes: ['a', 'b'] }, { scopes: ['a', 'c', 'd'] }, ['The access token …a1b2 lost the permission b and was given the permissions c, d.']],
    ['an account lost', { wabaIds: ['1', '2'] }, { wabaIds: ['1'] }, ['The access token …a1b2 lost the WhatsApp account 2.']],
    ['Meta stopped saying', { wabaIds: ['1', '2'] }, { wabaIds: null }, []],
    ['Meta did not say before', {}, { wabaIds: ['1'] }, []],
  ])('%s', (_, before, after, sentences) => {
    const { news } = tokenVerdict(standing({ facts: facts(before) }), valid(after), AT);
    expect(news.map(({ sentence }) => sentence)).toEqual(sentences);
  });

  test('what is seen for the first time is no change', () => {
    expect(tokenVerdict(standing({ facts: null }), valid(), AT).news).toEqual([]);
  });
});

describe('when it is looked at next', () => {
  const look = (given: Partial<TokenLook>): number =>
    nextTokenLook({
      at: AT,
      outcome: 'valid',
      refusedSince: null,
      refusals: 0,
      endsAt: null,
      pace: 1,
      jitter: 0,
      ...given,
    }) - AT;

  // prettier-ignore
  test.each<[string, Partial<TokenLook>, number]>([
    ['well', {}, 6 * HOUR],
    ['with jitter', { jitter: 1 }, 6.6 * HOUR],
    ['at another pace', { pace: 0.5 }, 3 * HOUR],
    ['before a rung', { endsAt: AT + 7 * DAY + HOUR }, HOUR],
    ['a rung is no matter of pace', { endsAt: AT + 7 * DAY + HOUR, pace: 0.5 }, HOUR],
    ['before the end', { endsAt: AT + MINUTE }, MINUTE],
    ['after the end', { endsAt: AT - MINUTE }, 6 * HOUR],
    ['no answer', { outcome: 'no_answer' }, 15 * MINUTE],
    ['just refused', { outcome: 'refused', refusedSince: AT, refusals: 1 }, 5 * MINUTE],
    ['refused for an hour', { outcome: 'refused', refusedSince: AT - HOUR, refusals: 1 }, HOUR],
    ['refused for a day', { outcome: 'refused', refusedSince: AT - DAY, refusals: 1 }, 6 * HOUR],
    ['refused again and again', { outcome: 'refused', refusedSince: AT, refusals: 4 }, 40 * MINUTE],
    ['but never for ever', { outcome: 'refused', refusedSince: AT, refusals: 40 }, 6 * HOUR],
  ])('%s', (_, given, expected) => {
    expect(look(given)).toBe(expected);
  });
});
