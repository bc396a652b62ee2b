import { connect, type Socket } from 'node:net';

const SECOND = 1_000;
const TICK = 5;
const END_OF_HEAD = '\r\n\r\n';

/** Who is called, and how often. */
export interface SteadyLoad {
  readonly port: number;
  /** The nth whole HTTP/1.1 request, from 0. */
  readonly request: (nth: number) => string;
  readonly connections: number;
  readonly perSecond: number;
  readonly seconds: number;
  /** Sent before at the same pace and not counted, seconds. */
  readonly warmUp: number;
}

/**
 * Sends at a steady pace, whatever the server does, and returns how long each answer took, ms, ascending: from the moment its request was
 * due, so that a slow server is not asked less. Expects 200 without a body; rejects at any other answer.
 */
export async function callSteadily(load: SteadyLoad): Promise<number[]> {
  const took: number[] = [];
  const due: number[] = [];
  const sentAt = new Map<Socket, number>();
  const idle: Socket[] = [];
  let sent = 0;
  const sendDue = (): void => {
    while (due.length > 0 && idle.length > 0) {
      // The one that rested longest: a server closes what rests for seconds.
      const [socket, at] = [idle.shift(), due.shift()];
      if (socket === undefined || at === undefined) return;
      sentAt.set(socket, at);
      socket.write(load.request(sent++));
    }
  };

  const sockets: Socket[] = [];
  const total = load.perSecond * (load.warmUp + load.seconds);
  let answered = 0;
  const startedAt = performance.now();
  const countsFrom = startedAt + load.warmUp * SECOND;
  await new Promise<void>((resolve, reject) => {
    for (let nth = 0; nth < load.connections; nth++) {
      const socket = connect({ port: load.port, host: '127.0.0.1', noDelay: true }, () => {
        idle.push(socket);
        sendDue();
      });
      socket.setEncoding('latin1');
      socket.on('error', reject);
      socket.on('close', () => reject(new Error('the server closed a connection')));
      socket.on('data', (answer: string) => {
        if (!answer.startsWith('HTTP/1.1 200 ') || !answer.endsWith(END_OF_HEAD))
          return reject(new Error(`answered ${answer.slice(0, 40)}`));
        const at = sentAt.get(socket) ?? NaN;
        if (at >= countsFrom) took.push(performance.now() - at);
        idle.push(socket);
        answered += 1;
        if (answered === total) resolve();
        sendDue();
      });
      sockets.push(socket);
    }
    let planned = 0;
    const pace = setInterval(() => {
      const until = Math.min(((performance.now() - startedAt) / SECOND) * load.perSecond, total);
      for (; planned < until; planned++) due.push(startedAt + (planned / load.perSecond) * SECOND);
      sendDue();
      if (planned >= total) clearInterval(pace);
    }, TICK);
  });
  for (const socket of sockets) socket.destroy();
  return took.toSorted((one, other) => one - other);
}
