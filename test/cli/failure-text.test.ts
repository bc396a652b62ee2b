import { expect, test } from 'vitest';
import { failureText } from '../../src/cli/failure-text.js';
import { ConfigError } from '../../src/config.js';

test('a failure is its sentence, without a stack', () => {
  expect(failureText(new ConfigError('PORT is wrong'))).toBe('PORT is wrong');
});

test('its causes are told, but not what the sentence says already', () => {
  const cause = new Error('ECONNREFUSED', { cause: new Error('the network') });

  expect(failureText(new Error('cannot connect: ECONNREFUSED', { cause }))).toBe(
    'cannot connect: ECONNREFUSED\n  because: the network',
  );
});

test('a port in use needs no second sentence', () => {
  const cause = Object.assign(new Error('listen EADDRINUSE'), { syscall: 'listen' });

  expect(failureText(new Error('Port 3000 is in use.', { cause }))).toBe('Port 3000 is in use.');
});

test('a connection refused at every address has words', () => {
  const refused = new AggregateError([new Error('connect ECONNREFUSED 127.0.0.1:1')], '');

  expect(failureText(refused)).toBe('connect ECONNREFUSED 127.0.0.1:1');
});

test('a mistake in the program keeps its stack', () => {
  expect(failureText(new TypeError('x is not a function'))).toMatch(/^TypeError: .*\n\s+at /);
});

test('whatever else was thrown is shown', () => {
  expect(failureText('stop')).toBe('stop');
});
