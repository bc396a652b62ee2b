import { connect, type Socket } from 'node:net';

const SECOND = 1_000;
const END_OF_HEAD = '\r\n\r\n';

/** Who is called, and how. */
export interface Load {
  readonly port: number;
  /** Whole HTTP/1.1 requests without a body, sent round and round. */
  readonly requests: readonly string[];
  readonly connections: number;
  readonly seconds: number;
}

/**
 * Keeps every connection busy with one request at a time and counts the answers. On bare sockets: an HTTP client costs more
 * than the server it measures. Rejects at the first answer that is not 200. Expects a content-length in every answer.
 */
export async function callForSeconds(load: Load): Promise<number> {
  let served = 0;
  let sent = 0;
  const nextRequest = (): string => load.requests[sent++ % load.requests.length] ?? '';
  const sockets = await Promise.all(
    Array.from({ length: load.connections }, () => openSocket(load.port)),
  );

  await new Promise<void>((resolve, reject) => {
    for (const socket of sockets) {
      const answers = new AnswerReader();
      socket.on('error', reject);
      socket.on('data', (chunk: string) => {
        const status = answers.read(chunk);
        if (status === undefined) return;
        if (status !== '200') return reject(new Error(`answered ${status}`));
        served += 1;
        socket.write(nextRequest());
      });
      socket.write(nextRequest());
    }
    setTimeout(resolve, load.seconds * SECOND);
  });
  for (const socket of sockets) socket.destroy();
  return served;
}

/** Cuts what comes in on one connection into answers. */
class AnswerReader {
  #text = '';

  /** The status once the answer is complete. */
  read(chunk: string): string | undefined {
    this.#text += chunk;
    const head = this.#text.indexOf(END_OF_HEAD);
    if (head < 0) return undefined;
    const length = Number(/content-length: (\d+)/i.exec(this.#text)?.[1]);
    if (this.#text.length < head + END_OF_HEAD.length + length) return undefined;
    const status = this.#text.slice('HTTP/1.1 '.length, 'HTTP/1.1 200'.length);
    this.#text = '';
    return status;
  }
}

function openSocket(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true }, () => resolve(socket));
    // One byte, one character: content-length counts bytes.
    socket.setEncoding('latin1');
    socket.once('error', reject);
  });
}
