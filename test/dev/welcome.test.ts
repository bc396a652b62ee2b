import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { welcomeText, type Welcome } from '../../src/dev/welcome.js';

const WELCOME: Welcome = {
  addresses: {
    apiUrl: 'http://127.0.0.1:3000',
    consoleUrl: 'http://127.0.0.1:3000/sign-in?link=known-to-you',
    temporalWebUrl: 'http://127.0.0.1:8233',
    temporalAddress: '127.0.0.1:7233',
    simulatorUrl: 'http://127.0.0.1:9100',
    graphUrl: 'http://127.0.0.1:9100',
    databaseUrl: 'postgres://127.0.0.1:54330/postgres',
    metricsUrl: 'http://127.0.0.1:9464/metrics',
    logFile: '.onboard-number/dev.log',
  },
  apiKey: 'dev_key',
  example: { phone_number_id: '1', waba_id: '2', access_token: "it's" },
};

test('one table of addresses, with the key', () => {
  const text = welcomeText(WELCOME);

  for (const address of Object.values(WELCOME.addresses)) expect(text).toContain(address);
  expect(text).toMatch(/^ {2}API key +dev_key$/m);
});

test('the commands to try can be pasted into a shell', () => {
  const commands = welcomeText(WELCOME)
    .split('\n')
    .filter((line) => line.startsWith('  curl '));

  const [add, watch] = commands.map((command) => argumentsOf(command));

  expect(add).toEqual([
    '-sS',
    'http://127.0.0.1:3000/v1/numbers',
    '-H',
    'Authorization: Bearer dev_key',
    '-H',
    'Content-Type: application/json',
    '-d',
    JSON.stringify(WELCOME.example),
  ]);
  expect(watch?.slice(0, 2)).toEqual(['-sS', 'http://127.0.0.1:3000/v1/numbers/1']);
});

test('address and key can be pasted for the examples of the README', () => {
  expect(welcomeText(WELCOME)).toMatch(/^ {2}API=http:\/\/127\.0\.0\.1:3000 KEY=dev_key$/m);
});

test('what is not ours is not shown as ours', () => {
  const text = welcomeText({
    ...WELCOME,
    addresses: {
      ...WELCOME.addresses,
      temporalWebUrl: null,
      simulatorUrl: null,
      graphUrl: 'https://graph.facebook.com',
    },
    example: null,
  });

  expect(text).not.toContain('Temporal Web');
  expect(text).not.toContain('Simulated Meta');
  expect(text).not.toContain('curl');
  expect(text).toMatch(/Graph API +https:\/\/graph\.facebook\.com/);
});

/** What a shell makes of the words after `curl`. */
const argumentsOf = (command: string): string[] =>
  execFileSync('/bin/sh', ['-c', command.replace('curl', String.raw`printf '%s\n'`)])
    .toString()
    .trimEnd()
    .split('\n');
