import type { Actor } from '../operations/actor.js';
import { commonAnswer } from '../store/number-counts.js';
import type { ConsoleDependencies } from './context.js';
import { INCIDENT_REASONS, INCIDENT_SIZE, INCIDENT_WINDOW, type Incident } from './incident.js';

/** The trouble that many of the numbers this actor sees are in now; null in quiet times. */
export async function currentIncident(
  { readsAccountId }: Actor,
  { db, clock }: Pick<ConsoleDependencies, 'db' | 'clock'>,
): Promise<Incident | null> {
  const answer = await commonAnswer(db, readsAccountId, {
    reasons: INCIDENT_REASONS,
    since: new Date(clock.now() - INCIDENT_WINDOW),
    atLeast: INCIDENT_SIZE,
  });
  return answer === undefined ? null : { ...answer, since: answer.since.toISOString() };
}
