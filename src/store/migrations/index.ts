import type { Migration } from 'kysely';
import * as onboarding from './0001-onboarding.js';
import * as sharedReads from './0002-shared-reads.js';
import * as webhookDeliveries from './0003-webhook-deliveries.js';
import * as webhookEffects from './0004-webhook-effects.js';
import * as previousPin from './0005-previous-pin.js';
import * as sweeps from './0006-sweeps.js';
import * as tokenWatch from './0007-token-watch.js';
import * as templates from './0008-templates.js';
import * as messages from './0009-messages.js';
import * as eventsOut from './0010-events-out.js';
import * as platform from './0011-platform.js';
import * as retention from './0012-retention.js';
import * as expiredSignups from './0014-expired-signups.js';
import * as sendSpeed from './0015-send-speed.js';
import * as wabaReads from './0018-waba-reads.js';
import * as waitingEvents from './0019-waiting-events.js';
import * as webhookSubjects from './0020-webhook-subjects.js';
import * as receivedRanges from './0021-received-ranges.js';
import * as statusesInPlace from './0022-statuses-in-place.js';
import * as pacers from './0023-pacers.js';
import * as traceIds from './0028-trace-ids.js';
import * as recipientInputs from './0029-recipient-inputs.js';
import * as inboundUserIds from './0030-inbound-user-ids.js';
import * as waitingPairs from './0031-waiting-pairs.js';

/** Forward only, in order of their names; an applied one is never edited. */
export const migrations: Record<string, Migration> = {
  '0001-onboarding': onboarding,
  '0002-shared-reads': sharedReads,
  '0003-webhook-deliveries': webhookDeliveries,
  '0004-webhook-effects': webhookEffects,
  '0005-previous-pin': previousPin,
  '0006-sweeps': sweeps,
  '0007-token-watch': tokenWatch,
  '0008-templates': templates,
  '0009-messages': messages,
  '0010-events-out': eventsOut,
  '0011-platform': platform,
  '0012-retention': retention,
  '0014-expired-signups': expiredSignups,
  '0015-send-speed': sendSpeed,
  '0018-waba-reads': wabaReads,
  '0019-waiting-events': waitingEvents,
  '0020-webhook-subjects': webhookSubjects,
  '0021-received-ranges': receivedRanges,
  '0022-statuses-in-place': statusesInPlace,
  '0023-pacers': pacers,
  '0028-trace-ids': traceIds,
  '0029-recipient-inputs': recipientInputs,
  '0030-inbound-user-ids': inboundUserIds,
  '0031-waiting-pairs': waitingPairs,
};
