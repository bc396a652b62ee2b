import type { Context } from 'hono';
import type { ConsoleDependencies, UiEnv } from './context.js';
import { fieldsOf } from './form.js';
import { loadNumber } from './load-number.js';
import { numberActions, type NumberActionId } from './number-actions.js';

/** Does to the number what the form asks for, as the API would. @throws Problem of the operation */
export async function runNumberAction(
  c: Context<UiEnv>,
  { id, action }: { readonly id: string; readonly action: NumberActionId },
  deps: ConsoleDependencies,
): Promise<void> {
  const fields = await fieldsOf(c);
  const { shown, actor } = await loadNumber(c, id, deps);
  await numberActions[action].run(actor, { id, wabaId: shown.waba_id }, fields, deps);
}
