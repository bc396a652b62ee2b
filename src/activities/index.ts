import { makeCheckTokens } from './check-tokens.js';
import { makeDeregister } from './deregister.js';
import type { Dependencies } from './dependencies.js';
import { makeHousekeep } from './housekeep.js';
import { makeRegister } from './register.js';
import { makeReplacePin } from './replace-pin.js';
import { makeRequestCode } from './request-code.js';
import { makeSendWaitingMessage } from './send-message.js';
import { makeSetDisplayName } from './set-display-name.js';
import { makeClearOverride, makeSetOverride } from './set-override.js';
import { makeSubscribe, makeUnsubscribe } from './subscribe.js';
import { makeRequestStaleTemplateSyncs } from './request-stale-template-syncs.js';
import { makeSyncTemplates } from './sync-templates.js';
import { makeReadWaba } from './read-waba.js';
import { makeSweepHealth } from './sweep-health.js';
import { makeTurn } from './turn.js';
import { makeVerifyCode } from './verify-code.js';

/** Every activity, each with one remote thing to do. */
export const createActivities = (dependencies: Dependencies) => ({
  turn: makeTurn(dependencies),
  subscribe: makeSubscribe(dependencies),
  setOverride: makeSetOverride(dependencies),
  requestCode: makeRequestCode(dependencies),
  verifyCode: makeVerifyCode(dependencies),
  replacePin: makeReplacePin(dependencies),
  setDisplayName: makeSetDisplayName(dependencies),
  register: makeRegister(dependencies),
  deregister: makeDeregister(dependencies),
  clearOverride: makeClearOverride(dependencies),
  unsubscribe: makeUnsubscribe(dependencies),
  sendWaitingMessage: makeSendWaitingMessage(dependencies),
  checkTokens: makeCheckTokens(dependencies),
  syncTemplates: makeSyncTemplates(dependencies),
  requestStaleTemplateSyncs: makeRequestStaleTemplateSyncs(dependencies),
  housekeep: makeHousekeep(dependencies),
  sweepHealth: makeSweepHealth(dependencies),
  readWaba: makeReadWaba(dependencies),
});

export type Activities = ReturnType<typeof createActivities>;
