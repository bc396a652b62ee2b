import { Command, InvalidArgumentError } from 'commander';

interface Options {
  readonly number?: string;
  readonly send?: string;
  readonly template?: string;
  readonly country?: string;
  readonly param?: Readonly<Record<string, string>>;
  readonly wait: number;
}

/** `onboard-number doctor` */
export const doctorCommand = (): Command =>
  new Command('doctor')
    .description('look at everything this needs, and say what to do about what is wrong')
    .option('--number <id>', 'look at one number instead')
    .option(
      '--send <to>',
      'with --number: send one message to this phone number or business-scoped user id, and watch it',
    )
    .option('--template <key>', 'with --number: check that the key fits its template')
    .option('--param <name=value>', 'with --template: check a parameter too; repeat it', collect)
    .option('--country <code>', 'with --send: the country of a national number, e.g. IL')
    .option('--wait <seconds>', 'with --send: how long to wait for statuses', seconds, 60)
    .addHelpText(
      'after',
      '\nThe exit code is 1 when a check fails. Without --number it starts one run in Temporal and ends it at once.\nNothing is sent without --send, and nothing at all where a check fails.',
    )
    .action(async (options: Options, command: Command) => {
      const isWell =
        options.number === undefined
          ? await lookAtEverything(options, command)
          : await lookAtNumber(options.number, options, command);
      if (!isWell) process.exitCode = 1;
    });

/** An option that would change nothing is a mistake that its user must hear of. */
async function lookAtEverything({ send, template }: Options, command: Command): Promise<boolean> {
  if (send !== undefined) command.error('error: --send needs --number');
  if (template !== undefined) command.error('error: --template needs --number');
  assertOfSend(command);
  assertOfTemplate(command);
  const { examine } = await import('./doctor/examine.js');
  const { findingsText } = await import('./doctor/findings-text.js');
  const findings = await examine();
  console.log(findingsText(findings));
  return findings.every(({ verdict }) => verdict !== 'fail');
}

async function lookAtNumber(
  phoneNumberId: string,
  { send, template: key, country, param, wait }: Options,
  command: Command,
): Promise<boolean> {
  if (send !== undefined && key === undefined) command.error('error: --send needs --template');
  if (send === undefined) assertOfSend(command);
  if (key === undefined) assertOfTemplate(command);
  const { examineNumber } = await import('./doctor/examine-number.js');
  const to = send === undefined ? null : { to: send, country };
  // Whoever sends sends with the parameters that they gave, none included.
  const params = param ?? (to === null ? null : {});
  const template = key === undefined ? null : { key, params };
  return examineNumber({ phoneNumberId, template, to, waitMs: wait * 1_000 }, (line) =>
    console.log(line),
  );
}

const assertOfSend = (command: Command): void => {
  for (const name of ['country', 'wait'])
    if (command.getOptionValueSource(name) === 'cli')
      command.error(`error: --${name} needs --send`);
};

const assertOfTemplate = (command: Command): void => {
  if (command.getOptionValueSource('param') === 'cli')
    command.error('error: --param needs --template');
};

/** A day is more than any status takes that anybody waits for. */
const MOST_SECONDS = 86_400;

function seconds(given: string): number {
  const value = Number(given);
  if (/^\d+(\.\d+)?$/.test(given) && value <= MOST_SECONDS) return value;
  throw new InvalidArgumentError(`Give seconds, from 0 to ${MOST_SECONDS}.`);
}

function collect(
  given: string,
  before: Record<string, string> | undefined,
): Record<string, string> {
  const place = given.indexOf('=');
  if (place < 1) throw new InvalidArgumentError('Write it as name=value.');
  return { ...before, [given.slice(0, place)]: given.slice(place + 1) };
}
