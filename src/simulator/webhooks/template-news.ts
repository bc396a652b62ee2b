import type { Template } from '../state/template.js';
import type { Waba } from '../state/waba.js';
import type { World } from '../state/world.js';
import { announceAccountField } from './account-events.js';

/** What the control side may change about a template. */
export interface TemplateChange {
  readonly status?: string | undefined;
  readonly quality?: string | undefined;
  readonly category?: string | undefined;
  readonly components?: readonly unknown[] | undefined;
  /** Meta's reason for the status, e.g. `INCORRECT_CATEGORY`. */
  readonly reason?: string | undefined;
  /** Title of the pause, e.g. `FIRST_PAUSE`. */
  readonly title?: string | undefined;
}

/** Changes a template and sends the webhooks that Meta would, one for each kind of change. Source: facts/meta.md §4.5. */
export function changeTemplate(
  world: World,
  waba: Waba,
  template: Template,
  change: TemplateChange,
  webhook: boolean,
): void {
  const { status, quality, category, components, reason, title } = change;
  const send = (field: string, value: Readonly<Record<string, unknown>>): void => {
    if (!webhook) return;
    announceAccountField(world, waba, { field, value: { ...value, ...named(template) } }, 'always');
  };

  if (components !== undefined) {
    template.components = components;
    send('message_template_components_update', { message_template_element: 'BODY' });
  }
  if (category !== undefined) {
    template.previous_category = template.category;
    template.category = category;
    send('template_category_update', {
      previous_category: template.previous_category,
      new_category: category,
    });
  }
  if (quality !== undefined) {
    const previous = template.quality_score.score;
    template.quality_score = { score: quality, date: Math.floor(world.now() / 1_000) };
    send('message_template_quality_update', {
      previous_quality_score: previous,
      new_quality_score: quality,
    });
  }
  if (status !== undefined) {
    template.status = status;
    template.rejected_reason = status === 'REJECTED' ? (reason ?? 'INVALID_FORMAT') : 'NONE';
    sendStatus(send, status, { reason, title });
  }
  template.last_updated_time = new Date(world.now()).toISOString();
}

/** Meta no longer lists it. */
export function deleteTemplate(
  world: World,
  waba: Waba,
  template: Template,
  webhook: boolean,
): void {
  waba.templates = waba.templates.filter((one) => one !== template);
  if (!webhook) return;
  const value = { event: 'DELETED', reason: 'NONE', ...named(template) };
  announceAccountField(world, waba, { field: 'message_template_status_update', value }, 'always');
}

function sendStatus(
  send: (field: string, value: Readonly<Record<string, unknown>>) => void,
  status: string,
  { reason, title }: Pick<TemplateChange, 'reason' | 'title'>,
): void {
  send('message_template_status_update', {
    event: status,
    reason: reason ?? 'NONE',
    ...(title !== undefined && { other_info: { title, description: `Simulated: ${title}` } }),
  });
}

/** The id is a number here, as Meta sends it. */
const named = ({ id, name, language }: Template) => ({
  message_template_id: Number(id),
  message_template_name: name,
  message_template_language: language,
});
