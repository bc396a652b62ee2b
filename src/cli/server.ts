import { Command } from 'commander';
import { runService } from '../run-service.js';

/** `onboard-number server` */
export const serverCommand = (): Command =>
  new Command('server')
    .description('run the HTTP side: API, webhooks, documentation')
    .action(async () => {
      const { startServer } = await import('../server.js');
      await runService('server', startServer);
    });
