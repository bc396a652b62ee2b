import { defineSearchAttributeKey } from '@temporalio/common';
import { upsertSearchAttributes } from '@temporalio/workflow';
import type { TurnResult } from '../activities/turn.js';
import { SEARCH_ATTRIBUTES } from './names.js';

const KEYS = {
  stage: defineSearchAttributeKey(SEARCH_ATTRIBUTES.stage, 'KEYWORD'),
  waitingOn: defineSearchAttributeKey(SEARCH_ATTRIBUTES.waitingOn, 'KEYWORD'),
  accountId: defineSearchAttributeKey(SEARCH_ATTRIBUTES.accountId, 'KEYWORD'),
  wabaId: defineSearchAttributeKey(SEARCH_ATTRIBUTES.wabaId, 'KEYWORD'),
};

/** Keeps the run's search attributes in step with its turns; each upsert is a billed Action, so only changes are sent. */
export function searchAttributesOf(): { update(values: TurnResult['searchAttributes']): void } {
  let last: Partial<Record<keyof typeof KEYS, string>> = {};
  return {
    update(values) {
      if (values === null) return;
      const changed = (Object.keys(KEYS) as (keyof typeof KEYS)[]).filter(
        (name) => values[name] !== last[name],
      );
      if (changed.length > 0)
        upsertSearchAttributes(changed.map((name) => ({ key: KEYS[name], value: values[name] })));
      last = values;
    },
  };
}
