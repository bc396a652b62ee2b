import { tellsOfTemplateDrift } from '../../messaging/template-drift.js';
import type { Connection } from '../../store/database.js';
import { requestTemplateSyncs } from '../../store/template-syncs.js';
import type { StatusElement } from './element.js';
import { errorCodesOf } from './error-codes.js';
import type { Routes } from './routes.js';

/** Templates that Meta refused after it had taken the message are read again, once for each WABA however many messages it was. */
export async function rereadTemplates(
  tx: Connection,
  news: readonly StatusElement[],
  routes: Routes,
  at: number,
): Promise<void> {
  const drifts = news.flatMap((status) => {
    const code = errorCodesOf(status).find(tellsOfTemplateDrift);
    const number = code === undefined ? undefined : routes.numberOf(status.phoneNumberId);
    return number === undefined ? [] : [{ wabaId: number.wabaId, code }];
  });
  await requestTemplateSyncs(tx, [...new Set(drifts.map(({ wabaId }) => wabaId))], {
    reason: `meta_${drifts[0]?.code}`,
    at,
  });
}
