import { Command, InvalidArgumentError, Option } from 'commander';
import { listenForStop } from '../stop-signal.js';

/** `onboard-number simulator [--port]` */
export const simulatorCommand = (): Command =>
  new Command('simulator')
    .description("run only the Graph API that behaves like Meta's, for any client")
    .addOption(
      new Option('--port <port>', 'where it listens; 0 takes any free port')
        .env('SIMULATOR_PORT')
        .default(9100)
        .argParser(port),
    )
    .addOption(
      new Option('--pace <factor>', 'how fast its clock runs: 60 makes a day 24 minutes')
        .default(1)
        .argParser(factor),
    )
    .option('--state <file>', 'keep everything in this file across starts')
    .action(async (options: { port: number; pace: number; state?: string }) => {
      const { startSimulator } = await import('../simulator/simulator.js');
      const stop = listenForStop();
      const simulator = await startSimulator({
        port: options.port,
        pace: options.pace,
        stateFile: options.state,
      });
      console.log(
        `The Graph simulator runs at ${simulator.url}: set GRAPH_API_URL to it, or open it.`,
      );
      await stop.requested;
      await simulator.close();
      stop.release();
    });

function port(text: string): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number > 65_535)
    throw new InvalidArgumentError('It must be a number from 0 to 65535.');
  return number;
}

function factor(text: string): number {
  const number = Number(text);
  if (!(number > 0)) throw new InvalidArgumentError('It must be a number above 0.');
  return number;
}
