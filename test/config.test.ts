import { expect, test } from 'vitest';
import { ConfigError, loadConfig } from '../src/config.js';

const KEY = Buffer.alloc(32, 7).toString('base64');

/** The least that a production start needs. */
const LEAST = {
  PUBLIC_URL: 'https://numbers.example.com',
  DATABASE_URL: 'postgres://127.0.0.1/onboard_number',
  ENCRYPTION_KEYS: `one:${KEY}`,
};

const problemsOf = (changes: Record<string, string | undefined>): string[] => {
  try {
    loadConfig({ ...LEAST, ...changes });
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.message.split('\n').slice(1);
  }
  return [];
};

test('three variables are enough, and the rest has the documented defaults', () => {
  expect(loadConfig(LEAST)).toMatchObject({
    NODE_ENV: 'production',
    PORT: 3000,
    TEMPORAL_ADDRESS: '127.0.0.1:7233',
    TEMPORAL_NAMESPACE: 'default',
    GRAPH_API_URL: 'https://graph.facebook.com',
    GRAPH_API_VERSION: 'v24.0',
    LOG_LEVEL: 'info',
    RETENTION_DAYS: 30,
    POLL_PACE: 1,
    DATA_DIR: '.onboard-number',
    TEMPORAL_PORT: 7233,
    TEMPORAL_UI_PORT: 8233,
    POSTGRES_PORT: 54_330,
    SIMULATOR_PORT: 9100,
    METRICS_PORT: 9464,
    allowInsecureUrls: false,
  });
});

test('the result cannot be changed', () => {
  expect(loadConfig(LEAST)).toSatisfy(Object.isFrozen);
});

test('every problem is listed at once', () => {
  expect(() => loadConfig({ PORT: 'http', POLL_PACE: '2' })).toThrow(
    /^The configuration has 5 problem\(s\):\n/,
  );
  const named = problemsOf({
    PUBLIC_URL: undefined,
    DATABASE_URL: undefined,
    ENCRYPTION_KEYS: undefined,
    PORT: 'http',
    POLL_PACE: '2',
  }).map((line) => line.trim().split(' ')[1] ?? '');
  expect(named.toSorted()).toEqual([
    'DATABASE_URL',
    'ENCRYPTION_KEYS',
    'POLL_PACE',
    'PORT',
    'PUBLIC_URL',
  ]);
});

test.each([
  ['NODE_ENV', 'staging'],
  ['PORT', '65536'],
  ['PORT', '-1'],
  ['PORT', 'http'],
  ['PUBLIC_URL', 'numbers.example.com'],
  ['PUBLIC_URL', 'ftp://numbers.example.com'],
  ['PUBLIC_URL', 'http://numbers.example.com'],
  ['DATABASE_URL', 'mysql://127.0.0.1/onboard_number'],
  ['GRAPH_API_URL', 'graph.facebook.com'],
  ['GRAPH_API_VERSION', '24'],
  ['LOG_LEVEL', 'loud'],
  ['RETENTION_DAYS', '0'],
  ['RETENTION_DAYS', '1.5'],
  ['ENCRYPTION_KEYS', KEY],
  ['ENCRYPTION_KEYS', 'one:c2hvcnQ='],
  ['ENCRYPTION_KEYS', `one:${KEY},one:${KEY}`],
  ['ADMIN_API_KEY', 'too-short'],
  ['POLL_PACE', '0'],
  ['POLL_PACE', '1.1'],
  ['GRAPH_SEND_CLOCK', 'perhaps'],
  ['TEMPORAL_PORT', '70000'],
])('%s=%s is refused by its name', (name, value) => {
  const problems = problemsOf({ [name]: value });

  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain(name);
});

test('an app without its secret is refused', () => {
  expect(problemsOf({ META_APP_ID: '1' })).toEqual([
    '  - META_APP_SECRET is missing although META_APP_ID is set',
  ]);
});

test('in production nobody but Meta plays the sign-up’s pop-up', () => {
  const played = { SIGNUP_SDK_URL: 'https://elsewhere.example/sdk.js' };
  expect(problemsOf(played)).toEqual([
    '  - SIGNUP_SDK_URL is for development: only Meta may play the pop-up',
  ]);
  expect(loadConfig({ ...LEAST, ...played, NODE_ENV: 'test' })).toMatchObject(played);
});

test('no secret gets into the message', () => {
  const secrets = {
    ENCRYPTION_KEYS: 'SECRET-ring',
    ADMIN_API_KEY: 'SECRET-key',
    DATABASE_URL: 'SECRET://user:SECRET@host',
    META_APP_SECRET: 'SECRET-app',
    TEMPORAL_API_KEY: 'SECRET-temporal',
    PUBLIC_URL: 'SECRET',
  };
  expect(problemsOf(secrets).join('\n')).not.toContain('SECRET');
  expect(problemsOf(secrets)).toHaveLength(4);
});

test('an empty value counts as unset', () => {
  expect(loadConfig({ ...LEAST, PORT: '', META_APP_ID: '', GRAPH_API_URL: '' })).toMatchObject({
    PORT: 3000,
    GRAPH_API_URL: 'https://graph.facebook.com',
  });
});

test('outside production http is allowed', () => {
  const config = loadConfig({
    ...LEAST,
    NODE_ENV: 'development',
    PUBLIC_URL: 'http://127.0.0.1:3000/',
  });
  expect(config).toMatchObject({ allowInsecureUrls: true, PUBLIC_URL: 'http://127.0.0.1:3000' });
});

test('of several app secrets any may sign, of several keys the first encrypts', () => {
  const config = loadConfig({
    ...LEAST,
    META_APP_ID: '1',
    META_APP_SECRET: 'new, old',
    ENCRYPTION_KEYS: `two:${KEY}, one:${KEY}`,
  });
  expect(config.META_APP_SECRET).toEqual(['new', 'old']);
  expect(config.ENCRYPTION_KEYS.map(({ id }) => id)).toEqual(['two', 'one']);
});
