import pg from 'pg';
import { PreparingClient } from './prepared.js';

/**
 * A pool whose broken connections never end the process. pg's pool hears of the idle ones only: one that breaks between two statements of a
 * transaction emits an error that nobody listens to. `onError` hears of both; the transaction fails by itself.
 */
export function openPool(config: pg.PoolConfig, onError: (error: Error) => void): pg.Pool {
  const pool = new pg.Pool({ ...config, Client: PreparingClient });
  pool.on('error', onError);
  pool.on('connect', (client) => client.on('error', onError));
  return pool;
}
