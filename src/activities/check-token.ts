import { classify } from '../graph/classify.js';
import type { GraphCaller } from '../graph/graph.js';
import type { ReadOutcome } from '../graph/outcome.js';
import type { TokenFacts as GraphTokenFacts } from '../graph/schemas.js';
import type { Read, Refusal, TokenFacts } from '../onboarding/observation.js';
import { tokenEndsAt, type TokenAnswer } from '../onboarding/token-news.js';
import { nextTokenLook } from '../onboarding/token-schedule.js';
import { recordNoTokenAnswer } from '../store/due-tokens.js';
import { recordTokenAnswer } from '../store/record-token.js';
import type { Dependencies } from './dependencies.js';
import { toRefusal } from '../graph/refusal.js';

type Needs = Pick<Dependencies, 'db' | 'vault' | 'graph' | 'settings' | 'jitter'>;

/**
 * Asks Meta what a token is worth and keeps the answer for every account that has it. Refused is only what Meta says about this token; a
 * look that told nothing changes nothing but the time of the next. Source: facts/meta.md §1.12.
 */
export async function checkToken(
  { db, vault, graph, settings, jitter }: Needs,
  { accessToken, at = Date.now(), ...caller }: GraphCaller,
): Promise<Read<TokenFacts>> {
  const digest = vault.digest(accessToken);
  const outcome = await inspect({ graph, settings }, { ...caller, accessToken, at });
  const rhythm = { at, pace: settings.pace, jitter: jitter() };

  const answer = answerOf(outcome);
  if (answer === null) {
    await recordNoTokenAnswer(db, {
      digest,
      error: whyUnread(outcome),
      at,
      nextAt: nextTokenLook({
        ...rhythm,
        outcome: 'no_answer',
        refusedSince: null,
        refusals: 0,
        endsAt: null,
      }),
    });
  } else {
    await recordTokenAnswer(db, {
      digest,
      answer,
      at,
      nextLook: ({ facts, refused, refusals }) =>
        nextTokenLook({
          ...rhythm,
          outcome: answer.kind,
          refusedSince: refused?.since ?? null,
          refusals,
          endsAt: tokenEndsAt(facts),
        }),
    });
  }
  return toRead(outcome, at);
}

/** With the app's token, which can ask about any of its own; else, or where that one is refused, the token speaks for itself. */
async function inspect(
  { graph, settings: { appToken } }: Pick<Needs, 'graph' | 'settings'>,
  caller: GraphCaller,
): Promise<ReadOutcome<GraphTokenFacts>> {
  const { accessToken } = caller;
  if (appToken !== null) {
    const outcome = await graph.debugToken({ ...caller, accessToken: appToken }, accessToken);
    if (outcome.kind !== 'refused' || classify(outcome.error).class !== 'token') return outcome;
  }
  return graph.debugToken(caller, accessToken);
}

function answerOf(outcome: ReadOutcome<GraphTokenFacts>): TokenAnswer | null {
  switch (outcome.kind) {
    case 'known':
      return outcome.value.is_valid
        ? { kind: 'valid', facts: factsOf(outcome.value) }
        : {
            kind: 'refused',
            refusal: invalidBecause(outcome.value),
            facts: factsOf(outcome.value),
          };
    case 'refused': {
      const refusal = toRefusal(outcome.error);
      return refusal.class === 'token' ? { kind: 'refused', refusal, facts: null } : null;
    }
    case 'unreadable':
      return null;
  }
}

const factsOf = (value: GraphTokenFacts): TokenFacts => ({
  valid: value.is_valid,
  appId: value.app_id ?? null,
  appName: value.application ?? null,
  scopes: value.scopes ?? [],
  expiresAt: inMs(value.expires_at),
  dataAccessExpiresAt: inMs(value.data_access_expires_at),
  wabaIds:
    value.granular_scopes?.find(({ scope }) => scope === 'whatsapp_business_management')
      ?.target_ids ?? null,
});

/** Meta: seconds, 0 = never. */
const inMs = (seconds: number | null | undefined): number | null =>
  seconds ? seconds * 1_000 : null;

const invalidBecause = ({ error }: GraphTokenFacts): Refusal => ({
  class: 'token',
  code: error?.code ?? 190,
  subcode: error?.subcode ?? null,
  title: null,
  message: error?.message ?? '',
  details: null,
  fbtraceId: null,
  retryAfterMs: null,
});

const whyUnread = (outcome: ReadOutcome<unknown>): string =>
  outcome.kind === 'refused'
    ? `Meta refuses to tell about the token: ${outcome.error.message}`
    : `Meta could not be asked about the token${outcome.kind === 'unreadable' ? `: ${outcome.failure.message}` : ''}.`;

function toRead(outcome: ReadOutcome<GraphTokenFacts>, at: number): Read<TokenFacts> {
  switch (outcome.kind) {
    case 'known':
      return { kind: 'known', value: factsOf(outcome.value), readAt: at };
    case 'refused':
      return { kind: 'refused', refusal: toRefusal(outcome.error), readAt: at };
    case 'unreadable':
      return { kind: 'unreadable', cause: outcome.failure.cause, readAt: at };
  }
}
