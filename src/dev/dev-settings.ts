import { randomBytes } from 'node:crypto';
import { loadConfig, type Config, type Environment } from '../config.js';

/** What the simulated Meta is told about the app; no secrets, it listens on this machine only. */
const SIMULATED_APP = {
  META_APP_ID: '2000000000000001',
  META_APP_SECRET: 'development-app-secret',
  SIGNUP_CONFIG_ID: '5000000000000001',
} as const;

const DEFAULTS = {
  NODE_ENV: 'development',
  HOST: '127.0.0.1',
  WEBHOOK_VERIFY_TOKEN: 'development-verify-token',
  // Our own waits, so that a day's waiting is shown in minutes. Meta's limits stay as they are.
  POLL_PACE: '0.02',
} as const;

/** What is known only once the parts run; replaced before anything reads it. */
const PLACEHOLDERS = {
  PUBLIC_URL: 'http://127.0.0.1:1',
  DATABASE_URL: 'postgres://127.0.0.1:1/none',
  ENCRYPTION_KEYS: `placeholder:${randomBytes(32).toString('base64')}`,
} as const;

/** Settings of a `dev` start. */
export interface DevSettings {
  /** Checked, but for what {@link DevSettings.complete} adds. */
  readonly draft: Config;
  /** Which parts no variable replaces. */
  readonly embedded: {
    readonly postgres: boolean;
    readonly temporal: boolean;
    readonly graph: boolean;
  };
  /** The whole configuration, once the parts run. */
  readonly complete: (found: Found) => {
    readonly config: Config;
    readonly environment: Readonly<Record<string, string>>;
  };
}

/** What only the start brings to light. */
export interface Found {
  /** Used where nothing else was given. */
  readonly fallback: Readonly<Record<string, string>>;
  /** Ports and addresses that are so, whatever was given. */
  readonly settled: Readonly<Record<string, string>>;
}

/** The environment with the defaults of development. @throws ConfigError naming every problem, before anything is started */
export function devSettings(environment: Environment): DevSettings {
  const given = Object.fromEntries(
    Object.entries(environment).filter(
      (entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== '',
    ),
  );
  const embedded = {
    postgres: given['DATABASE_URL'] === undefined,
    temporal: given['TEMPORAL_ADDRESS'] === undefined,
    graph: given['GRAPH_API_URL'] === undefined,
  };
  const defaults = { ...DEFAULTS, ...(embedded.graph && SIMULATED_APP) };

  return {
    draft: loadConfig({ ...defaults, ...PLACEHOLDERS, ...given }),
    embedded,
    complete: ({ fallback, settled }) => {
      const whole = { ...defaults, ...fallback, ...given, ...settled };
      const ours = new Set(Object.keys({ ...defaults, ...fallback, ...settled }));
      const environment = Object.fromEntries(
        Object.entries(whole).filter(
          ([name]) => ours.has(name) || /^(DATABASE_URL$|TEMPORAL_|META_|GRAPH_)/.test(name),
        ),
      );
      return { config: loadConfig(whole), environment };
    },
  };
}
