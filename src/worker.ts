import { Client } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import type { Logger } from 'pino';
import type { Dependencies } from './activities/dependencies.js';
import { graphReports } from './activities/graph-reports.js';
import { createActivities } from './activities/index.js';
import type { Config } from './config.js';
import { createCallCounts } from './graph/call-counts.js';
import { startDelivery } from './events/delivery.js';
import { startSequencer } from './events/sequencer.js';
import { createGraphClient } from './graph/client.js';
import { openDatabase } from './store/database.js';
import { startListener } from './store/listen.js';
import { startPaceShare } from './sending/pace-share.js';
import { createVault } from './store/vault.js';
import { lazyConnection, temporalConnectConfig } from './temporal-connection.js';
import { ensureSchedules } from './waking/ensure-schedules.js';
import { startReconciler } from './waking/reconciler.js';
import { startScheduleKeeper } from './waking/schedule-keeper.js';
import { SCHEDULES, type ScheduleDefinition } from './waking/schedules.js';
import { startTemplateSyncer } from './waking/template-syncer.js';
import { readWabaInTemporal } from './waking/temporal-read-waba.js';
import { syncTemplatesInTemporal } from './waking/temporal-sync-templates.js';
import { startSendStarter } from './waking/send-starter.js';
import { sendInTemporal } from './waking/temporal-send.js';
import { wakeInTemporal } from './waking/temporal-wake.js';
import { startWabaReader } from './waking/waba-reader.js';
import { startWaker } from './waking/waker.js';
import { runTemporalWorker } from './waking/temporal-worker.js';
import { startDrain } from './webhooks/drain/drain.js';
import { workflowsPath } from './workflow-bundle.js';

export interface RunningWorker {
  /** Lets what is under way finish, then closes everything. */
  stop(): Promise<void>;
}

/** Process 1: the Temporal worker, the drain of the webhooks, the delivery of events, the waker and the reconciler. Starts and stays up while Temporal or Postgres is down. Wiring only; `crashPoint` is for tests that kill it, `schedules` for those that want none. */
export function startWorker(
  config: Config,
  log: Logger,
  {
    crashPoint = () => {},
    schedules = SCHEDULES,
  }: Partial<Pick<Dependencies, 'crashPoint'>> & {
    readonly schedules?: readonly ScheduleDefinition[];
  } = {},
): RunningWorker {
  const db = openDatabase(config.DATABASE_URL, {
    onError: (err) => log.warn({ err }, 'a Postgres connection broke'),
  });
  const listener = startListener(config.DATABASE_URL, (err) =>
    log.warn({ err }, 'listening again'),
  );
  const { connection, namespace } = lazyConnection(config);
  const client = new Client({ connection, namespace });
  const vault = createVault(config.ENCRYPTION_KEYS);
  const calls = createCallCounts();
  const graph = createGraphClient({
    baseUrl: config.GRAPH_API_URL,
    version: config.GRAPH_API_VERSION,
    sendClock: config.GRAPH_SEND_CLOCK,
    onAnswer: graphReports({ db, vault, log, pace: config.POLL_PACE, calls }),
    onFieldDropped: (field) =>
      log.error({ field }, 'Meta no longer knows this field; it is not asked for any more'),
  });
  const [secret] = config.META_APP_SECRET;
  const appId = config.META_APP_ID ?? null;
  const share = startPaceShare(db);
  const activities = createActivities({
    db,
    graph,
    calls,
    processes: share.processes,
    vault,
    settings: {
      appId,
      appToken: appId === null || secret === undefined ? null : `${appId}|${secret}`,
      publicUrl: config.PUBLIC_URL,
      pace: config.POLL_PACE,
      retentionDays: config.RETENTION_DAYS,
    },
    jitter: () => Math.random() * 2 - 1,
    crashPoint,
  });

  const temporal = runTemporalWorker({
    connect: () => NativeConnection.connect(temporalConnectConfig(config).connectionOptions),
    create: (nativeConnection) =>
      Worker.create({
        connection: nativeConnection,
        namespace,
        taskQueue: config.TEMPORAL_TASK_QUEUE,
        workflowsPath: workflowsPath(),
        activities,
        maxConcurrentActivityTaskExecutions: 50,
        maxCachedWorkflows: 500,
        shutdownGraceTime: '20 seconds',
        shutdownForceTime: '30 seconds',
      }),
    log,
  });
  const waker = startWaker({
    db,
    listener,
    log,
    wake: (number) => wakeInTemporal(client, config.TEMPORAL_TASK_QUEUE, number),
  });
  const wabaReader = startWabaReader({
    db,
    listener,
    log,
    read: (waba) => readWabaInTemporal(client, config.TEMPORAL_TASK_QUEUE, waba),
  });
  const templateSyncer = startTemplateSyncer({
    db,
    listener,
    log,
    sync: (wabaId) => syncTemplatesInTemporal(client, config.TEMPORAL_TASK_QUEUE, wabaId),
  });
  const sends = startSendStarter({
    db,
    listener,
    log,
    start: (message) => sendInTemporal(client, config.TEMPORAL_TASK_QUEUE, message),
  });
  const drain = startDrain({ db, listener, log });
  const sequencer = startSequencer({ db, listener, log });
  const delivery = startDelivery({
    db,
    listener,
    vault,
    log,
    allowInsecureUrls: config.allowInsecureUrls,
  });
  const reconciler = startReconciler({ db, log, pace: config.POLL_PACE });
  const keeper = startScheduleKeeper({
    log,
    ensure: () =>
      ensureSchedules(client, schedules, {
        taskQueue: config.TEMPORAL_TASK_QUEUE,
        pace: config.POLL_PACE,
      }),
  });

  return {
    async stop() {
      const parts = [temporal, keeper, reconciler, waker, wabaReader, templateSyncer, sends, drain];
      await Promise.all([...parts, sequencer, delivery].map((part) => part.stop()));
      await share.close();
      await Promise.all([connection.close(), listener.close(), db.destroy()]);
    },
  };
}
