import { MockActivityEnvironment } from '@temporalio/testing';
import { pino } from 'pino';
import { checkDueTokens } from '../../../src/activities/check-tokens.js';
import type { Dependencies } from '../../../src/activities/dependencies.js';
import { graphReports } from '../../../src/activities/graph-reports.js';
import { createActivities, type Activities } from '../../../src/activities/index.js';
import { createGraphClient } from '../../../src/graph/client.js';
import { platformActor } from '../../../src/operations/actor.js';
import { replaceToken } from '../../../src/operations/replace-token.js';
import { openDatabase, type Database } from '../../../src/store/database.js';
import { addConnectedNumber, testVault } from '../../support/connected-number.js';
import { createTestDatabase } from '../../support/database.js';
import { startMeta, type Meta } from '../../support/meta.js';

const APP_ID = '1000000000000001';
const APP_SECRET = 'secret-of-the-app';
export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

/** The activities over a database and a simulator of a test's own; its clock is the simulator's. */
export interface TokenHarness {
  readonly db: Database;
  readonly meta: Meta;
  readonly deps: Dependencies;
  readonly activities: Activities;
  readonly clock: { at: number };
  addNumber(
    phoneNumberId: string,
    wabaId: string,
    token: string,
    accountId?: string,
  ): Promise<void>;
  turn(phoneNumberId: string, ...wokenBy: string[]): Promise<string>;
  /** Looks at what is due now. */
  watch(): Promise<void>;
  replace(wabaId: string, token: string): Promise<void>;
  /** Calls to this path since the last time it was asked. */
  calls(path: RegExp): Promise<number>;
  events(type: string): Promise<{ account_id: string; data: Record<string, unknown> }[]>;
  timeline(kind: string): Promise<{ number_id: string; sentence: string }[]>;
  close(): Promise<void>;
}

export async function startTokenHarness(): Promise<TokenHarness> {
  const [database, meta] = await Promise.all([createTestDatabase(), startMeta()]);
  const db = openDatabase(database.url);
  const vault = testVault();
  const clock = { at: Date.now() };
  await meta.put(`/apps/${APP_ID}`, { secret: APP_SECRET });
  const deps: Dependencies = {
    db,
    vault,
    graph: createGraphClient({
      baseUrl: meta.url,
      version: 'v24.0',
      sendClock: true,
      retryDelaysMs: [1, 1],
      onAnswer: graphReports({ db, vault, log: pino({ level: 'silent' }), pace: 1 }),
    }),
    settings: {
      appId: APP_ID,
      appToken: `${APP_ID}|${APP_SECRET}`,
      publicUrl: 'http://127.0.0.1:9',
      pace: 1,
    },
    jitter: () => 0,
    crashPoint: () => {},
  };
  const activities = createActivities(deps);
  let turnNo = 0;
  let seen = 0;

  return {
    db,
    meta,
    deps,
    activities,
    clock,
    async addNumber(phoneNumberId, wabaId, token, accountId = '1') {
      await meta.put(`/numbers/${phoneNumberId}`, { waba_id: wabaId, scenario: 'code_needed' });
      await addConnectedNumber(
        { db, vault, at: clock.at },
        { phoneNumberId, wabaId, accessToken: token },
        accountId,
      );
    },
    async turn(phoneNumberId, ...wokenBy) {
      await new MockActivityEnvironment().run(activities.turn, {
        phoneNumberId,
        at: clock.at,
        wokenBy,
        turnNo: ++turnNo,
        runStartedAt: 1,
      });
      const { reason } = await db
        .selectFrom('numbers')
        .select('reason')
        .where('phone_number_id', '=', phoneNumberId)
        .executeTakeFirstOrThrow();
      return reason;
    },
    async watch() {
      await checkDueTokens(deps, () => clock.at);
    },
    async replace(wabaId, token) {
      await replaceToken(platformActor('Dana'), wabaId, token, {
        db,
        vault,
        clock: { now: () => clock.at },
      });
    },
    async calls(path) {
      const answer = await fetch(`${meta.url}/_sim/requests`);
      const { data } = (await answer.json()) as { data: { path: string }[] };
      const fresh = data.slice(seen);
      seen = data.length;
      return fresh.filter((call) => path.test(call.path)).length;
    },
    events: (type) =>
      db.selectFrom('events').select(['account_id', 'data']).where('type', '=', type).execute(),
    timeline: (kind) =>
      db
        .selectFrom('timeline')
        .select(['number_id', 'sentence'])
        .where('kind', '=', kind)
        .execute(),
    async close() {
      await db.destroy();
      await Promise.all([meta.close(), database.drop()]);
    },
  };
}
