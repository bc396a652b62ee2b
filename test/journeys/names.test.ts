import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DAY } from '../../src/onboarding/duration.js';
import { expectCalls, retry, untilCalls } from '../support/expectations.js';
import { connect, type Journey } from '../support/journey.js';
import { startStack, type Stack } from '../support/stack.js';
import { waitUntil } from '../support/wait-until.js';

/** The display name decides whether registering is due, worth a probe, or pointless (onboarding.md §3, R1, R3, R4, N1, N2). */
let stack: Stack;

beforeAll(async () => {
  // A day of ours in nine seconds; Meta's clock is moved where a scenario needs it.
  stack = await startStack({ POLL_PACE: '0.0001' });
});

afterAll(() => stack.close());

const decide = (number: Journey, decision: string) =>
  stack.meta.post(`/numbers/${number.id}/name-decision`, { decision, webhook: 'lost' });

describe.concurrent('a number whose name is not simply approved', () => {
  test('pending_but_registers: the probe succeeds, nobody waits for the review', async () => {
    const number = await connect(stack, {
      scenario: 'pending_but_registers',
      simulated: { name_decision_ms: null },
    });

    await number.untilStage('live');

    await expectCalls(number, { register: 1 });
    expect((await number.truth())['name_status']).toBe('PENDING_REVIEW');
  });

  test('name_declined_then_fixed: no attempt on a declined name, a probe on its successor, live after the approval', async () => {
    const number = await connect(stack, {
      scenario: 'name_declined_then_fixed',
      simulated: { name_decision_ms: null },
    });
    const declined = await number.untilReason('name_declined');
    expect(declined).toMatchObject({ stage: 'name_review', waiting_on: 'customer' });
    expect(declined.explanation).toContain('"Example Store"');
    expect(declined.next_actions[0]).toMatchObject({ id: 'rename', allowed: true });
    await expectCalls(number, { register: 0 });

    const name = { new_display_name: 'Example Shop' };
    expect((await number.post('display-name', name)).status).toBe(202);
    const pending = await number.untilReason('name_pending_review');
    expect(pending).toMatchObject({ waiting_on: 'meta' });
    expect(pending.explanation).toContain('"Example Shop"');
    const again = await number.post('display-name', { new_display_name: 'Another Shop' });
    expect(again.status).toBe(409);
    expect(again.body).toMatchObject({ code: 'rename_in_progress' });

    await decide(number, 'APPROVED');
    await number.untilStage('live');
    await expectCalls(number, { register: 2 });
    expect((await number.truth())['verified_name']).toBe('Example Shop');
  });

  test('declined_then_new_name_approved: the approved successor counts, not the declined name', async () => {
    const number = await connect(stack, { scenario: 'declined_then_new_name_approved' });

    await number.untilStage('live');

    await expectCalls(number, { register: 1 });
    expect(await number.reasonsOnTheWay()).not.toContain('name_declined');
  });

  test('name_none: three probes a day apart, then a person must submit a name', async () => {
    const number = await connect(stack, { scenario: 'name_none' });
    const waiting = await number.untilReason('name_missing');
    expect(waiting).toMatchObject({ stage: 'name_review', waiting_on: 'customer' });
    expect(waiting.explanation).toContain('status NONE');

    await untilCalls(number, 'register', 3);
    // The third one was the last: there is no probe to wait for.
    await waitUntil(async () => (await number.check()).until === null, {
      timeoutMs: 60_000,
      describe: 'no further probe',
    });
    await expectCalls(number, { register: 3 });

    await number.simulate({ new_display_name: 'Named At Last', new_name_status: 'APPROVED' });
    await number.untilStage('live');
    await expectCalls(number, { register: 4 });
  });

  test('approved_but_name_refused: waits a day before it tries again, although the name is approved', async () => {
    const number = await connect(stack, { scenario: 'approved_but_name_refused' });
    const spaced = await number.untilReason('attempt_spaced');
    expect(spaced).toMatchObject({ stage: 'registering', waiting_on: 'time' });
    expect(spaced.explanation).toContain('display name could not be processed');
    expect(spaced.until).not.toBeNull();
    await expectCalls(number, { register: 1 });

    await stack.meta.advance(DAY);
    await number.untilStage('live');
    await expectCalls(number, { register: 2 });
  });

  test('approved_but_name_refused: Retry does not wait', async () => {
    const number = await connect(stack, { scenario: 'approved_but_name_refused' });
    await number.untilReason('attempt_spaced');
    await stack.meta.advance(DAY);

    await retry(number);

    await number.untilStage('live');
    await expectCalls(number, { register: 2 });
  });
});
