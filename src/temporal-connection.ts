import { loadClientConnectConfig, type ClientConnectConfig } from '@temporalio/envconfig';
import type { Config } from './config.js';

/** How to reach Temporal: address, namespace, API key and TLS from `TEMPORAL_*`; never from a file in somebody's home. */
export const temporalConnectConfig = ({
  temporalEnvironment,
}: Pick<Config, 'temporalEnvironment'>): ClientConnectConfig =>
  loadClientConnectConfig({ disableFile: true, overrideEnvVars: { ...temporalEnvironment } });
