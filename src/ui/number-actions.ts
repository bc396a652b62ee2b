import { z } from 'zod';
import {
  codeRequestSchema,
  codeSchema,
  displayNameSchema,
  pinSchema,
  tokenSchema,
} from '../api/schemas/requests.js';
import type { Actor } from '../operations/actor.js';
import { changeNumber } from '../operations/change-number.js';
import { checkNumber, repairWebhooks } from '../operations/check-number.js';
import type { Dependencies } from '../operations/dependencies.js';
import { renameNumber } from '../operations/rename-number.js';
import { replaceToken } from '../operations/replace-token.js';
import { requestCode } from '../operations/request-code.js';
import { retryNumber } from '../operations/retry-number.js';
import { replacePin, setPin } from '../operations/set-pin.js';
import { submitCode } from '../operations/submit-code.js';
import type { Scope } from '../store/tables.js';
import { parseFields } from './form.js';

interface Target {
  readonly id: string;
  readonly wabaId: string;
}

interface Action {
  readonly scope: Scope;
  /** Checks the form's fields as the API checks its body, then calls the same operation. */
  readonly run: (
    actor: Actor,
    target: Target,
    fields: Readonly<Record<string, string>>,
    deps: Dependencies,
  ) => Promise<unknown>;
}

/** Fields of a form are text; the API's own schema judges them. */
const action = <Schema extends z.ZodType>(
  scope: Scope,
  schema: Schema,
  work: (
    actor: Actor,
    target: Target,
    given: z.output<Schema>,
    deps: Dependencies,
  ) => Promise<unknown>,
): Action => ({
  scope,
  run: (actor, target, fields, deps) => work(actor, target, parseFields(schema, fields), deps),
});

const nothing = z.strictObject({});
const retryForm = z.strictObject({
  confirm_attempts_left: z.coerce.number().int().optional(),
});

/** What can be done to a number from its page. */
export const numberActions = {
  send_code: action('operate', codeRequestSchema, (actor, { id }, given, deps) =>
    requestCode(actor, id, given, deps),
  ),
  enter_code: action('operate', codeSchema, (actor, { id }, { code }, deps) =>
    submitCode(actor, id, code, deps),
  ),
  enter_pin: action('operate', pinSchema, (actor, { id }, { pin }, deps) =>
    setPin(actor, id, pin, deps),
  ),
  replace_pin: action('operate', nothing, (actor, { id }, _, deps) => replacePin(actor, id, deps)),
  replace_token: action('admin', tokenSchema, (actor, { wabaId }, given, deps) =>
    replaceToken(actor, wabaId, given.access_token, deps),
  ),
  retry: action('operate', retryForm, (actor, { id }, given, deps) =>
    retryNumber(actor, id, { confirmAttemptsLeft: given.confirm_attempts_left }, deps),
  ),
  check: action('operate', nothing, (actor, { id }, _, deps) => checkNumber(actor, id, deps)),
  repair_webhooks: action('operate', nothing, (actor, { id }, _, deps) =>
    repairWebhooks(actor, id, deps),
  ),
  rename: action('operate', displayNameSchema, (actor, { id }, given, deps) =>
    renameNumber(actor, id, given.new_display_name, deps),
  ),
  pause: action('admin', nothing, (actor, { id }, _, deps) =>
    changeNumber(actor, id, { paused: true }, deps),
  ),
  resume: action('admin', nothing, (actor, { id }, _, deps) =>
    changeNumber(actor, id, { paused: false }, deps),
  ),
} as const satisfies Record<string, Action>;

export type NumberActionId = keyof typeof numberActions;

export const isNumberAction = (id: string): id is NumberActionId =>
  Object.hasOwn(numberActions, id);

/** May this key do it? What is no action of ours (a link) everybody may. */
export const mayDo = ({ scopes }: Pick<Actor, 'scopes'>, id: string): boolean =>
  id === 'add_again'
    ? scopes.includes('admin')
    : !isNumberAction(id) || scopes.includes(numberActions[id].scope);
