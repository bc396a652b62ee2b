import { Command, InvalidArgumentError } from 'commander';

interface Options {
  readonly number?: string;
  readonly send?: string;
  readonly template?: string;
  readonly country?: string;
  readonly param: Readonly<Record<string, string>>;
  readonly wait: number;
}

/** `onboard-number doctor` */
export const doctorCommand = (): Command =>
  new Command('doctor')
    .description('look at everything this needs, and say what to do about what is wrong')
    .option('--number <id>', 'look at one number instead')
    .option('--send <to>', 'with --number: send one message to this recipient, and watch it')
    .option('--template <key>', 'with --send: the template key')
    .option('--country <code>', 'with --send: the country of a national number, e.g. IL')
    .option('--param <name=value>', 'with --send: a parameter; repeat it', collect, {})
    .option('--wait <seconds>', 'with --send: how long to wait for statuses', Number, 60)
    .addHelpText(
      'after',
      '\nThe exit code is 1 when a check fails. Without --number it starts one run in Temporal and ends it at once.',
    )
    .action(async (options: Options, command: Command) => {
      const isWell =
        options.number === undefined
          ? await lookAtEverything(options, command)
          : await lookAtNumber(options.number, options, command);
      if (!isWell) process.exitCode = 1;
    });

async function lookAtEverything({ send }: Options, command: Command): Promise<boolean> {
  if (send !== undefined) command.error('error: --send needs --number');
  const { examine } = await import('./doctor/examine.js');
  const { findingsText } = await import('./doctor/findings-text.js');
  const findings = await examine();
  console.log(findingsText(findings));
  return findings.every(({ verdict }) => verdict !== 'fail');
}

async function lookAtNumber(
  phoneNumberId: string,
  { send: to, template, country, param: params, wait }: Options,
  command: Command,
): Promise<boolean> {
  if (to !== undefined && template === undefined) command.error('error: --send needs --template');
  const { examineNumber } = await import('./doctor/examine-number.js');
  const message =
    to === undefined || template === undefined ? null : { to, country, template, params };
  return examineNumber({ phoneNumberId, message, waitMs: wait * 1_000 }, (line) =>
    console.log(line),
  );
}

function collect(given: string, before: Record<string, string>): Record<string, string> {
  const place = given.indexOf('=');
  if (place < 1) throw new InvalidArgumentError('Write it as name=value.');
  return { ...before, [given.slice(0, place)]: given.slice(place + 1) };
}
