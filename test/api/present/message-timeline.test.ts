import { expect, test } from 'vitest';
import { presentMessageTimeline } from '../../../src/api/present/message-timeline.js';
import type { StoredStatus } from '../../../src/store/message-timeline.js';
import type { MessageRow } from '../../../src/store/tables.js';

const AT = Date.UTC(2026, 10, 18, 12, 0, 5);

test('Meta’s whole seconds put nothing before what we did, and no gap goes backwards', () => {
  const message = {
    id: '1',
    wamid: 'wamid.1',
    status: 'delivered',
    actor: 'Ada',
    request_id: null,
    created_at: new Date(AT + 300),
    attempts: [
      {
        at: new Date(AT + 310).toISOString(),
        finished_at: new Date(AT + 400).toISOString(),
        outcome: 'accepted',
      },
    ],
  } as unknown as MessageRow;
  const status = (name: string, at: number) =>
    ({
      status: name,
      at: new Date(at),
      received_at: new Date(at),
      errors: null,
      recipient: '+12025550199',
      pricing: null,
    }) as unknown as StoredStatus;

  const { data } = presentMessageTimeline(
    message,
    [status('sent', AT), status('delivered', AT), status('read', AT + 2_000)],
    null,
  );

  expect(data.map(({ kind, gap_s: gap }) => [kind, gap])).toEqual([
    ['created', null],
    ['send_accepted', 0.01],
    ['sent', 0],
    ['delivered', 0],
    ['read', 2],
  ]);
});
