import type { FaultEffect } from '../state/faults.js';
import type { World } from '../state/world.js';
import type { Parameters } from './call.js';
import { dispatch, type Admission, type GraphRequest } from './dispatch.js';
import { errorEnvelope } from './error-envelope.js';
import type { GraphErrorRow } from './errors.js';
import { countInjectedError, injectedError } from './injected-fault.js';
import { GraphRefusal } from './refusal.js';

/** What leaves: an answer, or a connection broken in one of three ways. */
export type Reply = SentReply | { readonly kind: 'lost' | 'before' | 'reset' };

/** An answer; without a body it is one from in front of the Graph API, which says nothing about what was done. */
export interface SentReply {
  readonly kind: 'sent';
  readonly status: number;
  readonly body: unknown;
  readonly row?: GraphErrorRow;
}

/** Performs a request, or lets an ordered fault have its way. Source: simulator.md §3, faults. */
export async function replyTo(
  world: World,
  request: GraphRequest,
  path: string,
  admission: Admission,
): Promise<Reply> {
  const { method, segments, parameters } = request;
  const fault = world.faults.strike({ method, path, segments });
  if (fault === undefined) return await perform(world, request, admission);
  if (fault.delay_ms !== undefined) await pause(world.clock.realDuration(fault.delay_ms));

  switch (fault.reply) {
    case 'before':
    case 'reset':
      return { kind: fault.reply };
    case 'lost':
      await perform(world, request, admission);
      return faultyReply(fault, parameters) ?? { kind: 'lost' };
    case undefined: {
      const reply = faultyReply(fault, parameters);
      if (reply === undefined) return await perform(world, request, admission);
      countInjectedError(world, request, injectedError(fault), world.now());
      return reply;
    }
  }
}

/** The answer for a refusal, in the language the request asked for. */
export function refused(row: GraphErrorRow, parameters: Parameters): SentReply {
  const locale = parameters['locale'];
  const body = errorEnvelope(row, typeof locale === 'string' ? locale : undefined);
  return { kind: 'sent', status: row.status, body, row };
}

async function perform(world: World, request: GraphRequest, admission: Admission): Promise<Reply> {
  try {
    const { body, spoil } = await dispatch(world, request, world.now(), admission);
    if (spoil === 'lost') return { kind: 'lost' };
    return spoil === 'server_error' ? edgeError(500) : { kind: 'sent', status: 200, body };
  } catch (error) {
    if (!(error instanceof GraphRefusal)) throw error;
    return refused(error.row, request.parameters);
  }
}

function faultyReply(fault: FaultEffect, parameters: Parameters): SentReply | undefined {
  const row = injectedError(fault);
  if (row !== undefined) return refused(row, parameters);
  return fault.status === undefined ? undefined : edgeError(fault.status);
}

function edgeError(status: number): SentReply {
  return { kind: 'sent', status, body: undefined };
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
