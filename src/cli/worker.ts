import { Command } from 'commander';

/** `onboard-number worker` */
export const workerCommand = (): Command =>
  new Command('worker')
    .description('run the side that works through Temporal: onboarding, retries, schedules')
    .action(async () => {
      // Loaded here only: it brings a native library and a bundler that no other command needs.
      const { runService } = await import('../run-service.js');
      const { installTemporalRuntime } = await import('../temporal-runtime.js');
      const { startWorker } = await import('../worker.js');
      await runService('worker', (config, log) => {
        installTemporalRuntime(config, log);
        const worker = startWorker(config, log);
        return { close: () => worker.stop() };
      });
    });
