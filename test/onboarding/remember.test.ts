import { describe, expect, test } from 'vitest';
import { HOUR, MINUTE } from '../../src/onboarding/duration.js';
import type { Memory } from '../../src/onboarding/memory.js';
import { remember } from '../../src/onboarding/remember.js';
import * as w from './world.js';

const remembered = (parts: w.Parts) => remember(w.makeWorld(parts));
const full: Memory = {
  unreadable: { since: w.AT - HOUR, times: 3 },
  notVisible: { since: w.AT - HOUR },
  registeredSeenAt: w.AT - HOUR,
  lost: { since: w.AT - MINUTE },
  name: { status: 'APPROVED', changedAt: w.AT - HOUR },
  renameApprovedAt: w.AT - HOUR,
  codeVerifiedAt: w.AT - HOUR,
};

describe('a read that failed changes nothing but the count of failed reads', () => {
  test('the first and the next', () => {
    expect(remembered({ node: w.TIMEOUT })).toEqual({ unreadable: { since: w.AT, times: 1 } });
    expect(remembered({ node: w.SERVER_ERROR, memory: full })).toEqual({
      unreadable: { since: w.AT - HOUR, times: 4 },
    });
  });

  test.each(['throttled', 'transient', 'maintenance'] as const)(
    '%s counts as one, and keeps since when it is not visible',
    (failure) => {
      expect(remembered({ node: w.readRefused(failure), memory: full })).toEqual({
        unreadable: { since: w.AT - HOUR, times: 4 },
        notVisible: { since: w.AT - HOUR },
      });
    },
  );

  test('another refusal is an answer', () => {
    expect(remembered({ node: w.readRefused('token'), memory: full })).toEqual({
      unreadable: undefined,
      notVisible: undefined,
    });
  });

  test('since when it is not visible is kept', () => {
    expect(remembered({ node: w.readRefused('not_visible') }).notVisible).toEqual({ since: w.AT });
    expect(remembered({ node: w.readRefused('not_visible'), memory: full }).notVisible).toEqual({
      since: w.AT - HOUR,
    });
  });
});

describe('a read', () => {
  test('forgets that there was none', () => {
    expect(remembered({ memory: full })).toMatchObject({
      unreadable: undefined,
      notVisible: undefined,
    });
  });

  test('registered: the last sight; not registered: since when it is lost; unknown: neither', () => {
    expect(remembered({ node: w.ACTIVATING, memory: full })).toMatchObject({
      registeredSeenAt: w.AT,
      lost: undefined,
    });
    expect(remembered({ memory: { registeredSeenAt: w.AT - HOUR } })).toMatchObject({
      registeredSeenAt: w.AT - HOUR,
      lost: { since: w.AT },
    });
    expect(remembered({ memory: full }).lost).toEqual({ since: w.AT - MINUTE });
    expect(remembered({}).lost).toBeUndefined();
    expect(remembered({ node: { platformType: 'ODD' }, memory: full })).toMatchObject({
      registeredSeenAt: w.AT - HOUR,
      lost: undefined,
    });
  });

  test('a decision about the name is a change of its standing', () => {
    expect(remembered({ node: w.IN_REVIEW }).name).toEqual({
      status: 'PENDING_REVIEW',
      changedAt: w.AT,
    });
    expect(remembered({ memory: full }).name).toEqual(full.name);
    expect(remembered({ node: { nameStatus: 'DECLINED' }, memory: full }).name).toEqual({
      status: 'DECLINED',
      changedAt: w.AT,
    });
    expect(remembered({ node: { newNameStatus: 'PENDING_REVIEW' }, memory: full }).name).toEqual({
      status: 'PENDING_REVIEW',
      changedAt: w.AT,
    });
  });

  test('a read that does not show the name decides nothing about it', () => {
    expect(remembered({ node: { nameStatus: null }, memory: full }).name).toEqual(full.name);
    expect(remembered({ node: { nameStatus: null } }).name).toBeUndefined();
  });

  test('the approval of a rename is first seen once, and forgotten with it', () => {
    const node = { ...w.LIVE, newNameStatus: 'APPROVED' };
    expect(remembered({ node }).renameApprovedAt).toBe(w.AT);
    expect(remembered({ node, memory: full }).renameApprovedAt).toBe(w.AT - HOUR);
    expect(
      remembered({ node: { ...node, newNameStatus: 'PENDING_REVIEW' }, memory: full })
        .renameApprovedAt,
    ).toBeUndefined();
  });

  test('ownership is first seen once, and seen anew after it expired', () => {
    expect(remembered({}).codeVerifiedAt).toBe(w.AT);
    expect(remembered({ memory: full }).codeVerifiedAt).toBe(w.AT - HOUR);
    expect(
      remembered({ node: { codeVerification: 'EXPIRED' }, memory: full }).codeVerifiedAt,
    ).toBeUndefined();
  });
});

test('only the keys that turns own are written', () => {
  const keys = [{}, { node: w.TIMEOUT }, { node: w.readRefused('token') }].flatMap((parts) =>
    Object.keys(remembered(parts)),
  );
  for (const key of ['subscribe', 'override', 'code', 'pinReplace', 'rename', 'release'])
    expect(keys).not.toContain(key);
});
