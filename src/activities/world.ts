import type { Observation } from '../onboarding/observation.js';
import type { Ledger } from '../onboarding/ledger.js';
import type { Restriction } from '../onboarding/restrictions.js';
import type { NumberFacts, PendingIntent, World } from '../onboarding/world.js';
import { OUR_CALLBACK, type IntentRow, type NumberRow } from '../store/tables.js';
import { ourAppCallback, ourCallback, type Settings } from './dependencies.js';

/** The URL that this number's messages should reach; null where the app-level callback serves. */
export const wantedCallback = (number: NumberRow, settings: Settings): string | null =>
  number.wanted_callback === OUR_CALLBACK
    ? ourCallback(settings, number.phone_number_id)
    : number.wanted_callback;

/** Puts together what `decide` knows. */
export function toWorld(parts: {
  readonly number: NumberRow;
  readonly tokenChangedAt: Date;
  readonly wabaStillNeeded: boolean;
  readonly intents: readonly IntentRow[];
  readonly ledger: Ledger;
  readonly observation: Observation;
  readonly restrictions: readonly Restriction[];
  readonly settings: Settings;
  readonly at: number;
}): World {
  const { number, settings, at, ledger, observation } = parts;
  const memory =
    parts.tokenChangedAt > number.created_at
      ? { ...number.memory, tokenReplacedAt: parts.tokenChangedAt.getTime() }
      : number.memory;
  return {
    at,
    pace: settings.pace,
    ourAppId: settings.appId,
    number: {
      ...numberFacts(number, settings, parts.wabaStillNeeded),
      restrictions: parts.restrictions,
    },
    observation,
    ledger,
    memory,
    intents: parts.intents.flatMap(toPending),
  };
}

function numberFacts(
  number: NumberRow,
  settings: Settings,
  wabaStillNeeded: boolean,
): Omit<NumberFacts, 'restrictions'> {
  return {
    phoneNumberId: number.phone_number_id,
    wabaId: number.waba_id,
    mode: number.mode,
    desired: number.desired,
    release: number.release,
    paused: number.paused,
    pinPolicy: number.pin_policy,
    reregisterPolicy: number.reregister_policy,
    wantedCallback: wantedCallback(number, settings),
    ourAppCallback: ourAppCallback(settings),
    verification: number.verification,
    signedUpAt: number.signed_up_at?.getTime() ?? null,
    coexistenceExpected: number.coexistence_expected,
    createdAt: number.created_at.getTime(),
    liveAt: number.live_at?.getTime() ?? null,
    stage: number.stage,
    stageSince: number.stage_since.getTime(),
    reason: number.reason,
    reasonSince: number.reason_since.getTime(),
    wabaStillNeeded,
    traffic: {
      usualGapMs: number.usual_gap?.ms ?? null,
      lastReceivedAt: number.last_webhook_at?.getTime() ?? null,
    },
  };
}

/** Intents whose wish stands in the number's own columns (release, pause …) need no decision: they are done once a turn has seen them. */
export const isSeenOnly = ({ kind }: IntentRow): boolean =>
  kind === 'release' ||
  kind === 'pause' ||
  kind === 'resume' ||
  kind === 'change_settings' ||
  kind === 'replace_token' ||
  kind === 'set_pin';

function toPending(row: IntentRow): PendingIntent[] {
  const common = { id: row.id, createdAt: row.created_at.getTime() };
  const { payload } = row;
  switch (row.kind) {
    case 'retry':
      return [
        {
          ...common,
          kind: 'retry',
          actor: row.actor,
          lastAttemptId:
            typeof payload['last_attempt_id'] === 'string' ? payload['last_attempt_id'] : null,
        },
      ];
    case 'send_code':
      return [
        {
          ...common,
          kind: 'send_code',
          method: payload['method'] === 'VOICE' ? 'VOICE' : 'SMS',
          language: typeof payload['language'] === 'string' ? payload['language'] : 'en_US',
        },
      ];
    case 'submit_code':
    case 'replace_pin':
    case 'rename':
    case 'repair_webhooks':
    case 'check':
      return [{ ...common, kind: row.kind }];
    case 'set_pin':
    case 'replace_token':
    case 'change_settings':
    case 'pause':
    case 'resume':
    case 'release':
      return [];
  }
}
