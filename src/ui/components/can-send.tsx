import type { ShownHealth } from '../../api/schemas/health.js';
import { strings } from '../strings.js';
import { Badge } from './badge.js';

const words = strings.health;

/** Whether each part may send, and what Meta says would help. */
export const CanSend = ({ health: { can_send: canSend } }: { health: ShownHealth }) => (
  <article class="half">
    <h2>
      {words.groups.canSend} <Badge value={canSend.status} />
    </h2>
    {canSend.entities.length === 0 && <p class="muted">{words.noEntities}</p>}
    <ul class="entities">
      {canSend.entities.map((entity) => (
        <li>
          {entity.type.replaceAll('_', ' ').toLowerCase()} <Badge value={entity.can_send} />
          {entity.errors.map(({ code, description, solution }) => (
            <p dir="auto">
              {description} {code !== null && <code>{code}</code>}
              {solution !== null && (
                <small>
                  {words.solution} {solution}
                </small>
              )}
            </p>
          ))}
          {entity.notes.map((note) => (
            <p dir="auto">{note}</p>
          ))}
        </li>
      ))}
    </ul>
  </article>
);
