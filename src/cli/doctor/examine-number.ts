import { loadConfig } from '../../config.js';
import { createGraphClient } from '../../graph/client.js';
import { platformActor } from '../../operations/actor.js';
import { createSending } from '../../sending/sending.js';
import { openDatabase } from '../../store/database.js';
import { numberReadTimes } from '../../store/number-read-times.js';
import { findNumberView } from '../../store/number-views.js';
import { createVault } from '../../store/vault.js';
import { checkNumber } from './check-number.js';
import { checkRecipient } from './check-recipient.js';
import { checkTemplate, type TriedTemplate } from './check-template.js';
import { fail } from './finding.js';
import { findingsText } from './findings-text.js';
import { watchMessage, type TriedMessage } from './watch-message.js';

/** One number; with `template` what would be sent from it, and with `to` it is sent. */
export interface ExaminedNumber {
  readonly phoneNumberId: string;
  readonly template: TriedTemplate | null;
  readonly to: Pick<TriedMessage, 'to' | 'country'> | null;
  readonly waitMs: number;
}

/** Looks at one number, sends one message where asked, and says what it finds; false when something fails. @throws ConfigError */
export async function examineNumber(
  { phoneNumberId, template, to, waitMs }: ExaminedNumber,
  say: (line: string) => void,
): Promise<boolean> {
  const config = loadConfig();
  const db = openDatabase(config.DATABASE_URL, { max: 2 });
  try {
    const clock = { now: Date.now };
    const number = await findNumberView(db, null, phoneNumberId);
    if (number === undefined) {
      const advice = 'Add it with POST /v1/numbers; its id is the phone number id.';
      say(findingsText([fail('number', `there is no number ${phoneNumberId}`, advice)]));
      return false;
    }
    const actor = { ...platformActor('doctor'), accountId: number.account_id };
    const vault = createVault(config.ENCRYPTION_KEYS);
    const graph = createGraphClient({
      baseUrl: config.GRAPH_API_URL,
      version: config.GRAPH_API_VERSION,
    });
    const deps = {
      db,
      clock,
      sending: createSending({ graph, vault }),
      allowInsecureUrls: config.allowInsecureUrls,
    };
    const findings = [
      ...checkNumber(number, await numberReadTimes(db, number), clock.now()),
      ...(to === null ? [] : [checkRecipient(to.to, to.country)]),
      ...(template === null ? [] : await checkTemplate(actor, number, template, deps)),
    ];
    say(findingsText(findings));
    const isWell = findings.every(({ verdict }) => verdict !== 'fail');
    if (to === null || template === null || !isWell) return isWell;
    const { key, params } = template;
    const tried = { ...to, phoneNumberId, template: key, params: params ?? {} };
    return await watchMessage(actor, tried, deps, { waitMs, say });
  } finally {
    await db.destroy();
  }
}
