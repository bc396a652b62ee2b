import { pino } from 'pino';
import { loadConfig } from '../../src/config.js';
import { startWorker } from '../../src/worker.js';

/** A worker in a process of its own that is killed, as by SIGKILL, the first time it comes to the point named in its argument. */
const [, , point] = process.argv;

startWorker(loadConfig(), pino({ level: 'silent' }), {
  crashPoint: (name) => {
    if (name === point) process.kill(process.pid, 'SIGKILL');
  },
});
