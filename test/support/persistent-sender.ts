import { createHmac } from 'node:crypto';
import { Agent, request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

/** How a sender that behaves like Meta goes on. */
export interface Sending {
  readonly port: number;
  readonly secret: string;
  /** Bodies, in the order in which they are first sent. */
  readonly bodies: readonly string[];
  /** Requests under way at once. */
  readonly atOnce: number;
  /** Called after each 200, with how many there were. */
  readonly onTaken?: (taken: number) => void;
  readonly timeoutMs: number;
}

/** How often each answer was given; `gone` counts connections that broke or were refused. */
export type Answers = ReadonlyMap<number | 'gone', number>;

const FIRST_PAUSE_MS = 20;
const LONGEST_PAUSE_MS = 500;

/**
 * Sends every body until it is answered with 200, and then never again, as Meta does: what was acknowledged and is missing afterwards is
 * lost.
 *
 * @throws Error when not everything was taken in time
 */
export async function sendUntilTaken(sending: Sending): Promise<Answers> {
  const { bodies, atOnce, onTaken, timeoutMs } = sending;
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
  const deadline = Date.now() + timeoutMs;
  const answers = new Map<number | 'gone', number>();
  let next = 0;
  let taken = 0;

  const sendOne = async (body: string): Promise<void> => {
    for (let wait = FIRST_PAUSE_MS; ; wait = Math.min(wait * 2, LONGEST_PAUSE_MS)) {
      const answer = await post(agent, sending, body).catch(() => 'gone' as const);
      answers.set(answer, (answers.get(answer) ?? 0) + 1);
      if (answer === 200) return;
      if (Date.now() > deadline)
        throw new Error(`only ${taken} of ${bodies.length} were taken; last answer: ${answer}`);
      await pause(wait);
    }
  };
  const lane = async (): Promise<void> => {
    for (let body = bodies[next++]; body !== undefined; body = bodies[next++]) {
      await sendOne(body);
      onTaken?.(++taken);
    }
  };
  try {
    await Promise.all(Array.from({ length: atOnce }, lane));
    return answers;
  } finally {
    agent.destroy();
  }
}

function post(agent: Agent, { port, secret }: Sending, body: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const outgoing = request({
      agent,
      port,
      host: '127.0.0.1',
      path: '/webhooks/whatsapp',
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
      },
    });
    outgoing.on('error', reject);
    outgoing.on('response', (incoming) => {
      incoming.resume();
      incoming.on('error', reject);
      incoming.on('end', () => resolve(incoming.statusCode ?? 0));
    });
    outgoing.end(body);
  });
}
