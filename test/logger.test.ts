import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { createLogger } from '../src/logger.js';
import { tempFolder } from './support/temp-folder.js';

async function logged(value: Record<string, unknown>): Promise<Record<string, unknown>> {
  const file = path.join(await tempFolder(), 'folder', 'test.log');
  createLogger({ level: 'info', part: 'cli', file }).info(value, 'something happened');
  return JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
}

test('a line names its time, its level, the part that speaks and what happened', async () => {
  expect(await logged({ number_id: '1' })).toMatchObject({
    level: 'info',
    part: 'cli',
    number_id: '1',
    msg: 'something happened',
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as string,
  });
});

test.each([
  ['flat', { access_token: 'SECRET', pin: 'SECRET', token: 'SECRET' }],
  ['one level deep', { headers: { authorization: 'SECRET', cookie: 'SECRET' } }],
  ['two levels deep', { request: { body: { verify_token: 'SECRET', code: 'SECRET' } } }],
  ['the whole configuration', { config: { ENCRYPTION_KEYS: 'SECRET', ADMIN_API_KEY: 'SECRET' } }],
])('a secret does not get into the log: %s', async (_where, value) => {
  const text = JSON.stringify(await logged(value));

  expect(text).not.toContain('SECRET');
  expect(text).toContain('[redacted]');
});

test('errors keep their cause and their code', async () => {
  const cause = Object.assign(new Error('inner'), { code: 'ECONNREFUSED' });
  const err = Object.assign(new Error('outer', { cause }), { code: 131_000 });

  const line = await logged({ err });

  expect(line['err']).toMatchObject({
    message: expect.stringContaining('outer') as string,
    code: 131_000,
  });
  expect(JSON.stringify(line)).toContain('inner');
});

test('below the level nothing is written', async () => {
  const file = path.join(await tempFolder(), 'test.log');

  createLogger({ level: 'warn', part: 'cli', file }).info('not of interest');

  expect(await readFile(file, 'utf8')).toBe('');
});
