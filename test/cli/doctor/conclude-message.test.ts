import { expect, test } from 'vitest';
import { presentMessage } from '../../../src/api/present/message.js';
import { concludeMessage } from '../../../src/cli/doctor/conclude-message.js';
import { diagnose } from '../../../src/messaging/diagnose.js';
import type { MessageError, MessageRow, SendAttempt } from '../../../src/store/tables.js';

const AT = Date.parse('2026-11-20T12:00:00Z');
const LATER = '2026-11-20T12:00:30.000Z';
const EARLIER = '2026-11-20T11:59:30.000Z';
const WORKER = /worker running/;

const errorOf = (code: number | null): MessageError => ({
  code,
  title: null,
  message: null,
  details: null,
});

const attempt = (outcome: SendAttempt['outcome'], error?: MessageError): SendAttempt => ({
  at: EARLIER,
  finished_at: EARLIER,
  outcome,
  ...(error !== undefined && { error }),
});

const messageWith = (change: Partial<MessageRow>): MessageRow =>
  ({
    status: 'queued',
    message_status: null,
    wamid: null,
    error: null,
    template_name: null,
    attempts: [],
    calling_since: null,
    next_attempt_at: null,
    created_at: new Date(AT - 60_000),
    accepted_at: null,
    sent_at: null,
    delivered_at: null,
    read_at: null,
    played_at: null,
    failed_at: null,
    ...change,
  }) as MessageRow;

const explanationOf = (message: MessageRow) => presentMessage(message, AT).explanation ?? '';

test('retrying: what Meta refused it with, what to do, and when it is tried again', () => {
  const message = messageWith({
    status: 'retrying',
    attempts: [attempt('refused', errorOf(131000))],
    next_attempt_at: new Date(LATER),
  });
  const { meaning, fix } = diagnose(errorOf(131000));
  expect(concludeMessage(message, AT)).toEqual({
    isWell: false,
    lines: [
      `fail  the message is retrying. ${explanationOf(message)}`,
      `      131000 ${meaning}`,
      `      → ${fix}`,
      `      The next attempt is at ${LATER}.`,
    ],
  });
});

test.each(['retrying', 'queued'] as const)(
  '%s whose time has passed asks for the worker',
  (status) => {
    const message = messageWith({
      status,
      attempts: [attempt('not_sent')],
      next_attempt_at: new Date(EARLIER),
    });
    expect(concludeMessage(message, AT).lines).toEqual([
      `fail  the message is ${status}. ${explanationOf(message)}`,
      `      → The next attempt was due at ${EARLIER}. Is the worker running?`,
    ]);
  },
);

test.each(['unknown', 'queued', 'held'] as const)('%s is explained as the API does', (status) => {
  const message = messageWith({ status });
  expect(explanationOf(message)).not.toBe('');
  expect(concludeMessage(message, AT)).toEqual({
    isWell: false,
    lines: [`fail  the message is ${status}. ${explanationOf(message)}`],
  });
});

test('accepted and nothing more: the worker or the webhook', () => {
  const { isWell, lines } = concludeMessage(messageWith({ status: 'accepted' }), AT);
  expect({ isWell, text: lines.join('\n') }).toEqual({
    isWell: false,
    text: expect.stringMatching(WORKER),
  });
});

test.each([
  ['sent', 'pass  the message is sent; nothing more was heard in time'],
  ['delivered', 'pass  the message is delivered'],
  ['read', 'pass  the message is read'],
] as const)('%s is well', (status, line) => {
  expect(concludeMessage(messageWith({ status }), AT)).toEqual({ isWell: true, lines: [line] });
});

test('what arrived and failed is well, and says so with the code', () => {
  const message = messageWith({
    status: 'delivered',
    error: errorOf(131026),
    delivered_at: new Date(AT),
    failed_at: new Date(AT),
  });
  expect(concludeMessage(message, AT)).toEqual({
    isWell: true,
    lines: ['pass  the message is delivered', `      ${explanationOf(message)} Its code: 131026.`],
  });
});

test.each([
  ['its meaning', errorOf(131026), `131026 ${diagnose(errorOf(131026)).meaning}`],
  ['why it was stopped', { ...errorOf(131000), stopped: 'Too late.' }, '131000 Too late.'],
])('failed says %s, and what to do', (_, error, what) => {
  expect(concludeMessage(messageWith({ status: 'failed', error }), AT)).toEqual({
    isWell: false,
    lines: [`fail  ${what}`, `      → ${diagnose(error).fix}`],
  });
});

test('failed without a code of Meta says why we stopped', () => {
  const error = { ...errorOf(null), stopped: 'Meta could not be reached for a day.' };
  expect(concludeMessage(messageWith({ status: 'failed', error }), AT)).toEqual({
    isWell: false,
    lines: ['fail  Meta could not be reached for a day.'],
  });
});
