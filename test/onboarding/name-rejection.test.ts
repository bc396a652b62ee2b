import { describe, expect, test } from 'vitest';
import { decide } from '../../src/onboarding/decide.js';
import { rejectionReason, rejectionWords } from '../../src/onboarding/name-rejection.js';
import { fillSlots } from '../../src/onboarding/sentence.js';
import { reasonStrings } from '../../src/onboarding/reason-strings.js';
import { AT, makeWorld, NODE } from './world.js';

const nameRejection = { reason: 'NAME_FORMAT_UNACCEPTABLE', at: AT, name: 'Example Store' };

describe('why the name was declined', () => {
  test.each([
    ['the name is declined', { nameStatus: 'DECLINED' }, 'NAME_FORMAT_UNACCEPTABLE'],
    ['it is approved by now', { nameStatus: 'APPROVED' }, null],
    ['another name was declined', { nameStatus: 'DECLINED', verifiedName: 'Other' }, null],
    [
      'the new name was declined, and the reason is about the old one',
      { newNameStatus: 'DECLINED', newDisplayName: 'Other' },
      null,
    ],
    [
      'the new name was declined',
      { newNameStatus: 'DECLINED', newDisplayName: 'Example Store', verifiedName: 'Old' },
      'NAME_FORMAT_UNACCEPTABLE',
    ],
    [
      'Meta shows no name',
      { nameStatus: 'DECLINED', verifiedName: null },
      'NAME_FORMAT_UNACCEPTABLE',
    ],
  ])('%s', (_, node, expected) => {
    expect(rejectionReason({ ...NODE, ...node }, { nameRejection })).toBe(expected);
  });

  test('no webhook told', () => {
    expect(rejectionReason({ ...NODE, nameStatus: 'DECLINED' }, {})).toBeNull();
  });
});

test('the explanation gives the reason in words, and says so where there is none', () => {
  const explained = (reason: string) => {
    const world = makeWorld({
      node: { nameStatus: 'DECLINED' },
      memory: { nameRejection: { ...nameRejection, reason } },
    });
    const decision = decide(world);
    return fillSlots(reasonStrings[decision.reason].sentence, world, decision);
  };
  expect(explained('NAME_NOT_CONSISTENT')).toBe(
    'Meta declined the display name "Example Store": it does not match how the business presents itself elsewhere.',
  );
  expect(explained('UNKNOWN')).toBe(
    'Meta declined the display name "Example Store": Meta gives no reason.',
  );
  expect(rejectionWords('A_NEW_REASON')).toBe('A_NEW_REASON');
});
