import { Command } from 'commander';

/** `onboard-number server` */
export const serverCommand = (): Command =>
  new Command('server')
    .description('run the HTTP side: API, webhooks, documentation')
    .action(async () => {
      const { runService } = await import('../run-service.js');
      const { startServer } = await import('../server.js');
      await runService('server', startServer);
    });
