import { Command } from 'commander';

/** `onboard-number doctor` */
export const doctorCommand = (): Command =>
  new Command('doctor')
    .description('look at everything this needs, and say what to do about what is wrong')
    .addHelpText(
      'after',
      '\nThe exit code is 1 when a check fails. Starts one run in Temporal and ends it at once.',
    )
    .action(async () => {
      const { examine } = await import('./doctor/examine.js');
      const { findingsText } = await import('./doctor/findings-text.js');
      const findings = await examine();
      console.log(findingsText(findings));
      if (findings.some(({ verdict }) => verdict === 'fail')) process.exitCode = 1;
    });
