/** A process of its own that sends one message when it is told to, and says what became of it: started by `processes.test.ts`. */
import { createGraphClient } from '../../src/graph/client.js';
import { Problem } from '../../src/operations/problem.js';
import { sendMessage } from '../../src/operations/send-message.js';
import { createSending } from '../../src/sending/sending.js';
import { openDatabase } from '../../src/store/database.js';
import { testVault } from './connected-number.js';

const [databaseUrl = '', graphUrl = '', number = '', idempotencyKey = ''] = process.argv.slice(2);
const db = openDatabase(databaseUrl, { max: 1 });
const graph = createGraphClient({ baseUrl: graphUrl, version: 'v24.0' });
const sending = createSending({ graph, vault: testVault() });
const actor = {
  keyId: null,
  isPlatform: true,
  scopes: ['send'] as const,
  accountId: '1',
  readsAccountId: '1',
  name: 'test',
  requestId: 'test',
};

process.once('message', async () => {
  const asked = {
    to: '+972504370045',
    recipient: null,
    defaultCountry: undefined,
    content: { kind: 'text', text: 'Hello', force: true },
    context: {},
    idempotencyKey,
  } as const;
  const sent = await sendMessage(actor, number, asked, {
    db,
    sending,
    clock: { now: Date.now },
  }).catch((error: unknown) => {
    if (error instanceof Problem) return { id: null };
    throw error;
  });
  await db.destroy();
  process.send?.({ id: sent.id });
  process.disconnect();
});
await db.selectFrom('messages').select('id').limit(1).execute();
process.send?.('ready');
