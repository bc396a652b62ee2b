import { pino } from 'pino';
import { startDelivery } from '../../src/events/delivery.js';
import { startSequencer } from '../../src/events/sequencer.js';
import { openDatabase } from '../../src/store/database.js';
import { startListener } from '../../src/store/listen.js';
import { createVault } from '../../src/store/vault.js';

/** The part of a worker that numbers and delivers events, in a process of its own that is killed. */
const { DATABASE_URL: url = '', ENCRYPTION_KEY: key = '' } = process.env;
const common = {
  db: openDatabase(url, { max: 4 }),
  listener: startListener(url, () => {}),
  log: pino({ level: 'silent' }),
};

startSequencer(common);
startDelivery({
  ...common,
  vault: createVault([{ id: 'k1', key: Buffer.from(key, 'base64') }]),
  allowInsecureUrls: true,
  leaseMs: 1_000,
});
