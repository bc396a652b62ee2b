import { loadConfig } from '../../config.js';
import { createGraphClient } from '../../graph/client.js';
import { platformActor } from '../../operations/actor.js';
import { createSending } from '../../sending/sending.js';
import { openDatabase } from '../../store/database.js';
import { findNumberView } from '../../store/number-views.js';
import { createVault } from '../../store/vault.js';
import { checkNumber } from './check-number.js';
import { checkSend, type TriedMessage } from './check-send.js';
import { fail } from './finding.js';
import { findingsText } from './findings-text.js';
import { watchMessage } from './watch-message.js';

/** One number, and a message from it where `message` is given. */
export interface ExaminedNumber {
  readonly phoneNumberId: string;
  readonly message: Omit<TriedMessage, 'phoneNumberId'> | null;
  readonly waitMs: number;
}

/** Looks at one number, sends one message where asked, and says what it finds; false when something fails. @throws ConfigError */
export async function examineNumber(
  { phoneNumberId, message, waitMs }: ExaminedNumber,
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
    const tried = message === null ? null : { ...message, phoneNumberId };
    const findings = [
      ...checkNumber(number, clock.now()),
      ...(tried === null ? [] : await checkSend(actor, tried, deps)),
    ];
    say(findingsText(findings));
    const isWell = findings.every(({ verdict }) => verdict !== 'fail');
    if (tried === null || !isWell) return isWell;
    return await watchMessage(actor, tried, deps, { waitMs, say });
  } finally {
    await db.destroy();
  }
}
