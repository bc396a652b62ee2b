import { expect, test } from 'vitest';
import { ConfigError } from '../../src/config.js';
import { devSettings } from '../../src/dev/dev-settings.js';

const KEYS = `dev:${Buffer.alloc(32, 7).toString('base64')}`;

/** What a start finds out. */
const FOUND = {
  fallback: {
    ENCRYPTION_KEYS: KEYS,
    ADMIN_API_KEY: 'dev_0123456789abcdef',
    PUBLIC_URL: 'http://127.0.0.1:3001',
  },
  settled: {
    PORT: '3001',
    METRICS_PORT: '9999',
    DATABASE_URL: 'postgres://127.0.0.1:5/postgres',
    TEMPORAL_ADDRESS: '127.0.0.1:6',
    GRAPH_API_URL: 'http://127.0.0.1:7',
  },
};

test('without any variable every part is embedded, and the waits are short', () => {
  const { embedded, complete } = devSettings({});

  expect(embedded).toEqual({ postgres: true, temporal: true, graph: true });
  expect(complete(FOUND).config).toMatchObject({
    NODE_ENV: 'development',
    HOST: '127.0.0.1',
    PORT: 3001,
    PUBLIC_URL: 'http://127.0.0.1:3001',
    DATABASE_URL: 'postgres://127.0.0.1:5/postgres',
    TEMPORAL_ADDRESS: '127.0.0.1:6',
    GRAPH_API_URL: 'http://127.0.0.1:7',
    META_APP_ID: '2000000000000001',
    META_APP_SECRET: ['development-app-secret'],
    WEBHOOK_VERIFY_TOKEN: 'development-verify-token',
    POLL_PACE: 0.02,
    METRICS_PORT: 9999,
  });
});

test.each([
  ['DATABASE_URL', 'postgres://db/app', 'postgres'],
  ['TEMPORAL_ADDRESS', 'temporal:7233', 'temporal'],
  ['GRAPH_API_URL', 'https://graph.facebook.com', 'graph'],
])('%s replaces an embedded part', (name, value, part) => {
  expect(devSettings({ [name]: value }).embedded).toMatchObject({ [part]: false });
});

test('with the real Graph API no simulated app is made up', () => {
  const { draft } = devSettings({ GRAPH_API_URL: 'https://graph.facebook.com' });

  expect(draft.META_APP_ID).toBeUndefined();
  expect(draft.META_APP_SECRET).toEqual([]);
});

test('what was given wins, but for ports that were to be chosen', () => {
  const { complete } = devSettings({
    PORT: '0',
    METRICS_PORT: '0',
    POLL_PACE: '1',
    ADMIN_API_KEY: 'mine-0123456789abcdef',
    PUBLIC_URL: 'https://tunnel.example.com',
  });

  expect(complete(FOUND).config).toMatchObject({
    PORT: 3001,
    METRICS_PORT: 9999,
    POLL_PACE: 1,
    ADMIN_API_KEY: 'mine-0123456789abcdef',
    PUBLIC_URL: 'https://tunnel.example.com',
  });
});

test('other commands are told what they need, and nothing of the rest of the environment', () => {
  const { complete } = devSettings({ HOME: '/root', TEMPORAL_NAMESPACE: 'mine', PORT: '' });

  const { environment } = complete(FOUND);

  expect(environment).toMatchObject({
    ...FOUND.settled,
    ENCRYPTION_KEYS: KEYS,
    TEMPORAL_NAMESPACE: 'mine',
  });
  expect(environment).not.toHaveProperty('HOME');
});

test('a wrong setting is found before anything is started', () => {
  expect(() => devSettings({ PORT: 'http', POLL_PACE: '7' })).toThrow(ConfigError);
});
