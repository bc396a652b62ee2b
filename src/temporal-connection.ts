import { Connection } from '@temporalio/client';
import { loadClientConnectConfig, type ClientConnectConfig } from '@temporalio/envconfig';
import type { Config } from './config.js';

/** How to reach Temporal: address, namespace, API key and TLS from `TEMPORAL_*`; never from a file in somebody's home. */
export const temporalConnectConfig = ({
  temporalEnvironment,
}: Pick<Config, 'temporalEnvironment'>): ClientConnectConfig =>
  loadClientConnectConfig({ disableFile: true, overrideEnvVars: { ...temporalEnvironment } });

/**
 * A client's connection, made at the first call. A call that fails is not repeated: who makes it tries again in its own way, and
 * the SDK's repeating goes on after `close()` and then ends the process ("Channel has been shut down", grpc-retry.ts of 1.24).
 */
export function lazyConnection(config: Pick<Config, 'temporalEnvironment'>): {
  readonly connection: Connection;
  readonly namespace: string;
} {
  const { connectionOptions, namespace = 'default' } = temporalConnectConfig(config);
  return { connection: Connection.lazy({ ...connectionOptions, interceptors: [] }), namespace };
}
