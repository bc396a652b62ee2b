import { connect, createServer } from 'node:net';

/** A port that one of the embedded parts should listen on. */
export interface WantedPort {
  readonly port: number;
  /** The variable that moves the part to another port. */
  readonly variable: string;
  /** What wants the port, as a person calls it. */
  readonly part: string;
}

/** Promises that nobody listened on the port a moment ago. @throws Error naming the port and its variable */
export async function assertPortFree({ port, variable, part }: WantedPort): Promise<void> {
  const code = await listenCode(port);
  if (code === null) return;

  const reason = code === 'EADDRINUSE' ? 'is in use' : `cannot be listened on (${code})`;
  throw new Error(
    `Port ${port}, wanted for ${part}, ${reason}: stop what uses it, or set ${variable} (0: any).`,
  );
}

function listenCode(port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () =>
      server.close(() => resolve(null)),
    );
  });
}

/** Whether something takes connections on the port of the loopback address. */
export function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.once('connect', () => socket.destroy());
    socket.once('error', () => resolve(false));
    socket.once('close', (failed) => resolve(!failed));
  });
}
